-- In which communities somebody is, asked where a platform does not tell it: in direct messages.
CREATE INDEX member_handle ON member (handle, community);
