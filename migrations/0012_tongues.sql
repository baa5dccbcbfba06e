-- In which language a message was said. Before this column came, everything was said in English.
ALTER TABLE receipt ADD COLUMN script_locale TEXT NOT NULL DEFAULT 'en';
