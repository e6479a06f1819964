-- One row per account, and one per open deal that has no account: what rules.py looks at. Days are whole days, and
-- null means that the CRM does not know.
WITH
crm AS (
  -- A portal where nobody ever logs calls says nothing about silence.
  SELECT EXISTS (SELECT 1 FROM accounts WHERE last_contacted_at IS NOT NULL) AS logs_contacts
),
open_deals AS (
  SELECT id, account_id, owner_id, name, url, amount, pipeline, stage, last_activity_at,
         days_between(:today, close_on) AS close_in_days,
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
judged_deals AS (
  SELECT open_deals.*, usual.days AS usual_days,
         ROW_NUMBER() OVER (
           PARTITION BY account_id ORDER BY stage_days - COALESCE(usual.days, 0) DESC, id
         ) AS slowness
  FROM open_deals LEFT JOIN usual ON usual.pipeline IS open_deals.pipeline AND usual.stage IS open_deals.stage
),
deals_of AS (
  SELECT account_id, COUNT(*) AS deals, SUM(amount) AS amount, MIN(close_in_days) AS close_in_days,
         MAX(CASE WHEN slowness = 1 THEN stage END) AS slow_stage,
         MAX(CASE WHEN slowness = 1 THEN stage_days END) AS slow_days,
         MAX(CASE WHEN slowness = 1 THEN usual_days END) AS slow_usual_days
  FROM judged_deals
  WHERE account_id IS NOT NULL
  GROUP BY account_id
),
open_tickets AS (
  SELECT account_id, UPPER(priority) = 'URGENT' AS is_urgent,
         days_between(waiting_since, :today) AS waiting_days,
         days_between(MAX(created_at, COALESCE(reopened_at, created_at)), :today) AS age_days,
         waiting_since IS NOT NULL AND first_reply_at IS NULL AS is_unanswered
  FROM tickets
  WHERE COALESCE(is_closed, 0) = 0 AND account_id IS NOT NULL
),
tickets_of AS (
  SELECT account_id, COUNT(*) AS tickets,
         SUM(is_urgent) AS urgent,
         MAX(CASE WHEN is_urgent THEN waiting_days END) AS urgent_waiting_days,
         MAX(CASE WHEN is_urgent THEN age_days END) AS urgent_age_days,
         MAX(is_urgent AND is_unanswered) AS is_urgent_unanswered,
         MAX(CASE WHEN is_urgent THEN NULL ELSE waiting_days END) AS waiting_days
  FROM open_tickets
  GROUP BY account_id
)
SELECT
  accounts.id,
  COALESCE(accounts.name, accounts.domain, 'Account ' || accounts.id) AS name,
  accounts.owner_id,
  accounts.url,
  UPPER(TRIM(accounts.tier)) AS tier,
  accounts.revenue,
  MAX(0, days_between(accounts.last_contacted_at, :today)) AS days_since_contact,
  CASE WHEN accounts.last_contacted_at IS NULL AND crm.logs_contacts
       THEN days_between(accounts.created_at, :today) END AS never_contacted_days,
  days_between(accounts.created_at, :today) AS days_since_created,
  days_between(:today, accounts.onboarding_until) AS onboarding_in_days,
  days_between(:today, accounts.renewal_on) AS renewal_in_days,
  COALESCE(tickets_of.tickets, 0) AS open_tickets,
  COALESCE(tickets_of.urgent, 0) AS urgent_tickets,
  tickets_of.urgent_waiting_days,
  tickets_of.urgent_age_days,
  COALESCE(tickets_of.is_urgent_unanswered, 0) AS is_urgent_unanswered,
  tickets_of.waiting_days,
  COALESCE(deals_of.deals, 0) AS open_deals,
  deals_of.amount AS open_amount,
  deals_of.close_in_days,
  deals_of.slow_stage,
  deals_of.slow_days,
  deals_of.slow_usual_days
FROM accounts
CROSS JOIN crm
LEFT JOIN deals_of ON deals_of.account_id = accounts.id
LEFT JOIN tickets_of ON tickets_of.account_id = accounts.id
WHERE LOWER(COALESCE(accounts.lifecycle_stage, '')) NOT IN ('closed', 'churned', 'disqualified', 'formercustomer', 'merged')
UNION ALL
SELECT
  'deal:' || id,
  COALESCE(name, 'Deal ' || id),
  owner_id,
  url,
  NULL, NULL,
  MAX(0, days_between(last_activity_at, :today)),
  NULL, NULL, NULL, NULL,
  0, 0, NULL, NULL, 0, NULL,
  1, amount, close_in_days, stage, stage_days, usual_days
FROM judged_deals
WHERE account_id IS NULL
