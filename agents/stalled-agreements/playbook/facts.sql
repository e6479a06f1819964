-- One row per account; the quote is there where its people said in a call that an agreement is held up, and nobody said
-- later that it is settled. It is shown, and decides nothing. Days are whole days; null means that nobody knows.
WITH
settled AS (
  SELECT account_id, MAX(at) AS at
  FROM transcript_signals
  WHERE is_settled = 1 AND account_id IS NOT NULL
  GROUP BY account_id
),
held_up AS (
  -- A call that settles something and holds something else up counts: its own words were weighed against each other.
  SELECT said.transcript_id, said.account_id, said.at, said.speaker, said.quote, said.document, said.blocker, said.url,
         said.ref,
         -- Of the latest call the longest sentence: it says most.
         ROW_NUMBER() OVER (PARTITION BY said.account_id ORDER BY said.at DESC, LENGTH(said.quote) DESC, said.id) AS place
  FROM transcript_signals AS said LEFT JOIN settled ON settled.account_id = said.account_id
  WHERE said.blocker IS NOT NULL AND said.account_id IS NOT NULL AND COALESCE(settled.at, '') <= said.at
),
calls AS (
  SELECT account_id, COUNT(DISTINCT transcript_id) AS calls FROM held_up GROUP BY account_id
),
spoken AS (
  SELECT account_id, MAX(CASE WHEN document IS NOT NULL THEN at END) AS mentioned_at
  FROM transcript_signals
  GROUP BY account_id
),
steps AS (
  -- Agreed in the same call or later.
  SELECT held_up.account_id, MAX(said.next_step_on) AS next_step_on
  FROM held_up
  JOIN transcript_signals AS said ON said.account_id = held_up.account_id AND said.at >= held_up.at
  WHERE held_up.place = 1
  GROUP BY held_up.account_id
),
open_deals AS (
  SELECT account_id, pipeline, stage, days_between(:today, close_on) AS close_in_days,
         days_between(stage_entered_at, :today) AS stage_days
  FROM deals
  WHERE COALESCE(is_closed, 0) = 0
),
in_stage AS (
  SELECT pipeline, stage, stage_days,
         ROW_NUMBER() OVER (PARTITION BY pipeline, stage ORDER BY stage_days) AS place,
         COUNT(*) OVER (PARTITION BY pipeline, stage) AS deals
  FROM open_deals
  WHERE stage_days IS NOT NULL
),
usual AS (
  -- The median of the open deals in a stage; fewer than five say nothing.
  SELECT pipeline, stage, AVG(stage_days) AS days
  FROM in_stage
  WHERE deals >= 5 AND place IN ((deals + 1) / 2, (deals + 2) / 2)
  GROUP BY pipeline, stage
),
slowest AS (
  SELECT open_deals.account_id, open_deals.stage, open_deals.stage_days, usual.days AS usual_days,
         MIN(open_deals.close_in_days) OVER (PARTITION BY open_deals.account_id) AS close_in_days,
         ROW_NUMBER() OVER (
           PARTITION BY open_deals.account_id
           ORDER BY open_deals.stage_days - COALESCE(usual.days, 0) DESC, open_deals.stage
         ) AS place
  FROM open_deals LEFT JOIN usual ON usual.pipeline IS open_deals.pipeline AND usual.stage IS open_deals.stage
  WHERE open_deals.account_id IS NOT NULL
)
SELECT
  accounts.id,
  COALESCE(accounts.name, accounts.domain, 'Account ' || accounts.id) AS name,
  accounts.owner_id,
  accounts.url,
  held_up.quote,
  held_up.speaker AS quote_by,
  SUBSTR(held_up.at, 1, 10) AS quote_on,
  days_between(held_up.at, :today) AS quote_days,
  held_up.document,
  held_up.blocker,
  held_up.url AS quote_url,
  held_up.ref AS quote_file,
  COALESCE(calls.calls, 0) AS held_up_calls,
  days_between(:today, steps.next_step_on) AS next_step_in_days,
  days_between(spoken.mentioned_at, :today) AS mentioned_days,
  slowest.close_in_days,
  slowest.stage AS slow_stage,
  slowest.stage_days AS slow_days,
  slowest.usual_days AS slow_usual_days
FROM accounts
LEFT JOIN held_up ON held_up.account_id = accounts.id AND held_up.place = 1
LEFT JOIN calls ON calls.account_id = accounts.id
LEFT JOIN spoken ON spoken.account_id = accounts.id
LEFT JOIN steps ON steps.account_id = accounts.id
LEFT JOIN slowest ON slowest.account_id = accounts.id AND slowest.place = 1
WHERE LOWER(COALESCE(accounts.lifecycle_stage, '')) NOT IN ('closed', 'churned', 'disqualified', 'formercustomer', 'merged')
