DROP VIEW "public"."code_redemptions";--> statement-breakpoint
CREATE VIEW "public"."code_redemptions" AS (
  select id, case_id, (content ->> 'codeNumber')::int as code_number, content ->> 'source' as source,
    content ->> 'redemptionSha256' as redemption_sha256, received_at,
    result ->> 'outcome' as outcome, (result ->> 'attemptsLeft')::int as attempts_left,
    (result ->> 'isApplied')::boolean as is_applied
  from case_inputs where kind = 'codeRedemption');