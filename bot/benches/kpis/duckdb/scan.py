"""The same numbers by DuckDB, out of the same facts.

Given a table of facts as CSV and windows by their days in UTC, it reads the table once, then works out each window by
scanning it, and prints how long both took and what came out, as JSON: values, the cases that they rest on, and for
shares and scores their intervals, but where those go by how mentors differ. Working time is not worked out.
"""

import json
import sys
import time

import duckdb

# A number of so many cases; a share of them with its Wilson interval at 95 %, and a net promoter score with its adjusted
# Wald interval, of which p are promoters and d detractors.
MACROS = """
CREATE TEMP MACRO utc_day(told) AS told // 86400000;
CREATE TEMP MACRO cases(v, cases) AS {'value': v, 'n': cases};
CREATE TEMP MACRO z() AS 1.959963984540054;
CREATE TEMP MACRO share(k, cases) AS {
    'value': k / cases,
    'n': cases,
    'low': (k + z() * z() / 2 - z() * sqrt(k * (cases - k) / cases + z() * z() / 4)) / (cases + z() * z()),
    'high': (k + z() * z() / 2 + z() * sqrt(k * (cases - k) / cases + z() * z() / 4)) / (cases + z() * z())
};
CREATE TEMP MACRO middle(p, d, cases) AS (p - d) / (cases + 3);
CREATE TEMP MACRO reach(p, d, cases) AS z() * sqrt(((p + d + 1.5) / (cases + 3) - middle(p, d, cases) ** 2) / (cases + 3));
CREATE TEMP MACRO score(p, d, cases) AS {
    'value': 100.0 * (p - d) / cases,
    'n': cases,
    'low': greatest(-100, 100 * (middle(p, d, cases) - reach(p, d, cases))),
    'high': least(100, 100 * (middle(p, d, cases) + reach(p, d, cases)))
};
"""

# Kaplan–Meier of lengths of time t, of which e says whether they ended.
CURVE = """
steps AS (SELECT t, sum(e) AS d, count(*) AS c FROM times GROUP BY t),
risk AS (SELECT t, d, sum(c) OVER (ORDER BY t DESC ROWS UNBOUNDED PRECEDING) AS n FROM steps),
curve AS (
    SELECT t, exp(sum(CASE WHEN d = n THEN -1e9 ELSE ln(1 - d / n) END) OVER (ORDER BY t)) AS s
    FROM risk
)
"""

NUMBERS = {
    "recommendation": """
        WITH said AS (
            SELECT member, arg_max(a, told) AS score FROM fact
            WHERE kind = 'recommended' AND utc_day(told) BETWEEN $first AND $last GROUP BY member
        )
        SELECT score(count(*) FILTER (score >= 9), count(*) FILTER (score <= 6), count(*)) AS "recommendation.score",
            cases(count(*) FILTER (score >= 9), count(*)) AS "recommendation.promoters",
            cases(count(*) FILTER (score IN (7, 8)), count(*)) AS "recommendation.passives",
            cases(count(*) FILTER (score <= 6), count(*)) AS "recommendation.detractors"
        FROM said""",
    "compliments": """
        WITH held AS (SELECT session FROM fact WHERE kind = 'held' AND utc_day(told) BETWEEN $first AND $last),
        affirmed AS (SELECT session, b // 2 AS specific, b % 2 AS repeated FROM fact WHERE kind = 'affirmed' AND utc_day(told) <= $last),
        noted AS (SELECT session, b FROM fact WHERE kind = 'noted' AND utc_day(told) <= $last),
        landed AS (SELECT DISTINCT session FROM fact WHERE kind = 'landed' AND utc_day(told) <= $last),
        each AS (
            SELECT repeated, landed.session IS NOT NULL AS landed,
                (1 - repeated) + (noted.b IS NOT NULL)::INT AS said,
                (1 - repeated) * specific + coalesce(noted.b, 0) AS specific
            FROM held JOIN affirmed USING (session) LEFT JOIN noted USING (session) LEFT JOIN landed USING (session)
        )
        SELECT cases(sum(least(3, specific)) / count(*), count(*)) AS "compliments.density",
            cases(sum(specific) / sum(said), sum(said)) AS "compliments.specific",
            cases(count(*) FILTER (landed) / count(*), count(*)) AS "compliments.landed",
            cases(sum(repeated) / (sum(said) + sum(repeated)), sum(said) + sum(repeated)) AS "compliments.left-out"
        FROM each""",
    "completion": """
        WITH noted AS (
            SELECT session FROM fact WHERE kind = 'noted' AND utc_day(told) <= $last AND utc_day(a) + 4 BETWEEN $first AND $last
        ),
        answered AS (
            SELECT session, a, arg_max(b, told) AS done FROM fact
            WHERE kind = 'answered' AND utc_day(told) <= $last GROUP BY session, a
        )
        SELECT share(coalesce(sum(done), 0), 2 * (SELECT count(*) FROM noted)) AS "completion.done",
            share(count(*), 2 * (SELECT count(*) FROM noted)) AS "completion.answered"
        FROM noted JOIN answered USING (session)""",
    "response": """
        WITH asked AS (SELECT ask, told FROM fact WHERE kind = 'asked' AND utc_day(told) BETWEEN $first AND $last),
        responded AS (
            SELECT ask, arg_min(a, told) AS wall FROM fact
            WHERE kind IN ('passed', 'affirmed') AND a IS NOT NULL AND utc_day(told) <= $last GROUP BY ask
        ),
        times AS (
            SELECT coalesce(wall, $to - told) // 60000 AS t, (wall IS NOT NULL)::INT AS e
            FROM asked LEFT JOIN responded USING (ask)
        ), """ + CURVE + """
        SELECT cases(min(t) FILTER (s <= 0.5 + 1e-12) * 60000, (SELECT count(*) FROM times)) AS "response.wall.median",
            cases(min(t) FILTER (s <= 0.1 + 1e-12) * 60000, (SELECT count(*) FROM times)) AS "response.wall.p90"
        FROM curve""",
    "repeat": """
        WITH met AS (SELECT member, other, told, utc_day(told) AS d FROM fact WHERE kind = 'held' AND utc_day(told) <= $last),
        pairs AS (
            SELECT d, row_number() OVER two AS place, lead(d) OVER two AS next FROM met
            WINDOW two AS (PARTITION BY member, other ORDER BY told)
        ),
        mentors AS (
            SELECT d, row_number() OVER one AS place, lead(d) OVER one AS next FROM met WHERE d + 30 >= $first
            WINDOW one AS (PARTITION BY other ORDER BY told)
        ),
        a AS (SELECT share(count(*) FILTER (next - d < 60), count(*)) AS v FROM pairs WHERE place = 1 AND d + 60 BETWEEN $first AND $last),
        b AS (SELECT share(count(*) FILTER (next - d < 30), count(*)) AS v FROM mentors WHERE place = 1 AND d + 30 <= $last)
        SELECT a.v AS "repeat.pairs", b.v AS "repeat.mentors" FROM a, b""",
    "fill": """
        WITH asked AS (
            -- From Sunday on: two days, or the weekend more.
            SELECT ask, utc_day(told) + [2, 2, 2, 2, 4, 4, 3][(utc_day(told) + 4) % 7 + 1] AS deadline
            FROM fact WHERE kind = 'asked' AND utc_day(told) <= $last
        ),
        affirmed AS (SELECT ask, min(utc_day(told)) AS d FROM fact WHERE kind = 'affirmed' GROUP BY ask)
        SELECT share(count(*) FILTER (d <= deadline), count(*)) AS "health.filled"
        FROM asked LEFT JOIN affirmed USING (ask) WHERE deadline + 1 BETWEEN $first AND $last""",
    "offers": """
        WITH matched AS (
            SELECT ask, min(told) AS told FROM fact WHERE kind = 'affirmed' AND utc_day(told) <= $last GROUP BY ask
            HAVING utc_day(min(told)) BETWEEN $first AND $last
        ),
        offered AS (SELECT ask, offer, told FROM fact WHERE kind = 'offered'),
        ended AS (
            SELECT kind FROM fact WHERE kind IN ('passed', 'missed', 'affirmed') AND utc_day(told) BETWEEN $first AND $last
        )
        SELECT cases(count(DISTINCT offer) / count(DISTINCT matched.ask), count(DISTINCT matched.ask)) AS "health.offers",
            (SELECT cases(count(*) FILTER (kind = 'passed') / count(*), count(*)) FROM ended) AS "health.passed",
            (SELECT cases(count(*) FILTER (kind = 'missed') / count(*), count(*)) FROM ended) AS "health.missed"
        FROM matched JOIN offered ON offered.ask = matched.ask AND offered.told <= matched.told""",
    "load": """
        WITH mentors AS (SELECT DISTINCT member AS other FROM fact WHERE kind = 'mentor' AND utc_day(told) <= $last),
        held AS (
            SELECT other, sum(a) AS x, count(*) AS sessions FROM fact
            WHERE kind = 'held' AND utc_day(told) BETWEEN $first AND $last GROUP BY other
        ),
        amounts AS (SELECT coalesce(x, 0) AS x FROM mentors FULL JOIN held USING (other)),
        placed AS (SELECT x, row_number() OVER (ORDER BY x) - 1 AS i, count(*) OVER () AS n FROM amounts)
        SELECT cases(sum((2 * i - (n - 1)) * x) / (any_value(n) * sum(x)), (SELECT sum(sessions) FROM held))
            AS "health.load"
        FROM placed""",
    "show_up": """
        WITH booked AS (
            SELECT session, arg_max(a, told) AS starts FROM fact WHERE kind = 'booked' AND utc_day(told) <= $last GROUP BY session
        ),
        held AS (SELECT session FROM fact WHERE kind = 'held' AND utc_day(told) <= $last),
        cancelled AS (SELECT session, a AS late FROM fact WHERE kind = 'cancelled' AND utc_day(told) <= $last)
        SELECT share(count(held.session), count(*) FILTER (held.session IS NOT NULL OR coalesce(late, 1) = 1))
            AS "health.show-up"
        FROM booked LEFT JOIN held USING (session) LEFT JOIN cancelled USING (session)
        WHERE utc_day(starts) + 1 BETWEEN $first AND $last""",
    "funnel": """
        WITH joined AS (
            SELECT member FROM fact WHERE kind = 'joined' GROUP BY member HAVING utc_day(min(told)) BETWEEN $first AND $last
        ),
        asked AS (SELECT DISTINCT member, TRUE AS did FROM fact WHERE kind = 'asked' AND utc_day(told) <= $last),
        met AS (SELECT DISTINCT member, TRUE AS did FROM fact WHERE kind = 'held' AND utc_day(told) <= $last),
        done AS (
            SELECT DISTINCT member, TRUE AS did FROM fact WHERE kind = 'answered' AND b = 1 AND utc_day(told) <= $last
        )
        SELECT share(count(asked.did), count(*)) AS "funnel.asked", share(count(met.did), count(*)) AS "funnel.met",
            share(count(done.did), count(*)) AS "funnel.done"
        FROM joined LEFT JOIN asked USING (member) LEFT JOIN met USING (member) LEFT JOIN done USING (member)""",
    "retention": """
        WITH entry AS (
            SELECT member, min(utc_day(told)) AS e0 FROM fact WHERE kind = 'held' AND utc_day(told) <= $last GROUP BY member
        ),
        acts AS (
            SELECT member, utc_day(told) AS d FROM fact WHERE kind IN ('asked', 'held', 'answered') AND utc_day(told) <= $last
            UNION
            SELECT other AS member, utc_day(told) AS d FROM fact WHERE kind = 'held' AND utc_day(told) <= $last
        ),
        gaps AS (
            SELECT member, e0, d, lead(d) OVER (PARTITION BY member ORDER BY d) AS next
            FROM acts JOIN entry USING (member) WHERE d >= e0
        ),
        gone AS (
            SELECT any_value(e0) AS e0, min(d) FILTER (next IS NULL OR next - d >= 14) + 14 AS gone FROM gaps GROUP BY member
        ),
        times AS (
            SELECT CASE WHEN gone <= $last THEN gone - e0 ELSE $last - e0 END AS t, (gone <= $last)::INT AS e FROM gone
        ), """ + CURVE + """
        SELECT cases(coalesce(arg_max(s, t) FILTER (t <= 30), 1), (SELECT count(*) FROM gone WHERE e0 + 30 <= $last)) AS "retention.30",
            cases(coalesce(arg_max(s, t) FILTER (t <= 90), 1), (SELECT count(*) FROM gone WHERE e0 + 90 <= $last)) AS "retention.90",
            cases(coalesce(arg_max(s, t) FILTER (t <= 180), 1), (SELECT count(*) FROM gone WHERE e0 + 180 <= $last)) AS "retention.180"
        FROM curve""",
}


def known(number):
    """A number with its cases; nothing where it is none, as a share of nothing is."""
    value = number and number["value"]
    return None if value is None or value != value else number


def main():
    table, windows = sys.argv[1], json.loads(sys.argv[2])
    base = duckdb.connect()
    began = time.perf_counter()
    base.execute(MACROS)
    base.execute("CREATE TABLE fact AS FROM read_csv($1, header = true, all_varchar = false)", [table])
    loaded = time.perf_counter() - began
    answers = []
    for window in windows:
        began, figures, parts = time.perf_counter(), {}, {}
        for name, sql in NUMBERS.items():
            part = time.perf_counter()
            given = {key: window[key] for key in ("first", "last", "to") if "$" + key in sql}
            rows = base.execute(sql, given)
            names = [column[0] for column in rows.description]
            figures.update(zip(names, map(known, rows.fetchone())))
            parts[name] = time.perf_counter() - part
        answers.append({"took": time.perf_counter() - began, "figures": figures, "parts": parts})
    print(json.dumps({"version": duckdb.__version__, "loaded": loaded, "windows": answers}, default=float))


main()
