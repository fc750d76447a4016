CREATE INDEX "redemption_nonces_expiry" ON "redemption_nonces" USING btree ("expires_at");--> statement-breakpoint
CREATE OR REPLACE FUNCTION "forget_ended_of_portals"() RETURNS void LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
AS $$
  DELETE FROM public.portal_tokens WHERE expires_at < now() - interval '1 hour';
  DELETE FROM public.portal_assertions WHERE expires_at < now() - interval '1 hour';
  DELETE FROM public.portal_answers WHERE expires_at < now() - interval '1 hour';
  DELETE FROM public.redemption_nonces WHERE expires_at < now() - interval '1 hour';
$$;
