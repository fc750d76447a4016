ALTER TABLE "revocation_requests" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "next" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "not_holding" text[];--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "facts_sha256" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "findings_sha256" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "rule_set_id" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "examined_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "decider" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "decided_by" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "decided_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "reason_code" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "refusal_reason" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "letter_sha256" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "is_emergency" boolean;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "confirm_by" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "confirmed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "is_confirmed" boolean;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "suspended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "released_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "suspended_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "record_by" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "publish_by" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "recorded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "revocation_date" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "recorded_by_request" uuid;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "published_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "upgrade_input" uuid;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "room_refusal" text;--> statement-breakpoint
CREATE INDEX "revocation_requests_serial" ON "revocation_requests" USING btree ("serial_number");--> statement-breakpoint
CREATE INDEX "revocation_requests_open" ON "revocation_requests" USING btree ("requested_at") WHERE closed_at is null;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD CONSTRAINT "recorded_has_date" CHECK (("revocation_requests"."recorded_at" is null) = ("revocation_requests"."revocation_date" is null));--> statement-breakpoint
-- Written by hand: Drizzle has no triggers. What becomes of a revocation is told to the portal that brought the certificate, and to the
-- one that brought the request; its id says of which request it is.
CREATE FUNCTION "tell_of_revocation"() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  "said" jsonb := jsonb_build_object('requestId', new.id, 'issuerKeyId', new.issuer_key_id, 'serialNumber', new.serial_number,
    'reasonCode', new.reason_code, 'revocationDate', to_char(new.revocation_date AT TIME ZONE 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
  "moment" timestamptz := coalesce(new.published_at, new.recorded_at);
  "bringer" text;
  "event" portal_events;
BEGIN
  IF new.case_id IS NOT NULL THEN
    SELECT portal_id INTO bringer FROM certificate_applications WHERE id = new.case_id;
    PERFORM tell_portal(new.case_id, 'revocation.' || new.state, moment, said);
  END IF;
  IF new.portal_id IS NOT NULL AND new.portal_id IS DISTINCT FROM bringer THEN
    INSERT INTO portal_events (id, portal_id, case_id, kind, at, data)
      VALUES (gen_random_uuid(), new.portal_id, new.id, 'revocation.' || new.state, moment, said) RETURNING * INTO event;
    INSERT INTO dispatches (id, case_id, portal_id, kind, channel, notice_kind, template, template_values, state, prepared_at,
        next_attempt_at)
      SELECT event.id, NULL, new.portal_id, 'event', 'webhook', event.kind, 'event/2026-12-01', '{}', 'prepared', event.at, event.at
      FROM portal_webhooks w WHERE w.portal_id = new.portal_id AND w.removed_at IS NULL;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "tell_of_revocation" AFTER UPDATE ON "revocation_requests"
  FOR EACH ROW WHEN (old.state <> new.state AND new.state IN ('recorded', 'published')) EXECUTE FUNCTION tell_of_revocation();
