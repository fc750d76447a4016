DROP VIEW "public"."code_redemptions";--> statement-breakpoint
CREATE INDEX "redemption_nonces_expiry" ON "redemption_nonces" USING btree ("expires_at");--> statement-breakpoint
CREATE VIEW "public"."code_redemptions" AS (
  select id, case_id, (content ->> 'codeNumber')::int as code_number, content ->> 'source' as source,
    content ->> 'redemptionSha256' as redemption_sha256, received_at,
    result ->> 'outcome' as outcome, (result ->> 'attemptsLeft')::int as attempts_left,
    (result ->> 'isApplied')::boolean as is_applied
  from case_inputs where kind = 'codeRedemption');--> statement-breakpoint
CREATE OR REPLACE FUNCTION "forget_ended_of_portals"() RETURNS void LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
AS $$
  DELETE FROM public.portal_tokens WHERE expires_at < now() - interval '1 hour';
  DELETE FROM public.portal_assertions WHERE expires_at < now() - interval '1 hour';
  DELETE FROM public.portal_answers WHERE expires_at < now() - interval '1 hour';
  DELETE FROM public.redemption_nonces WHERE expires_at < now() - interval '1 hour';
$$;
