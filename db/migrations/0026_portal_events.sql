CREATE TABLE "dispatch_repeats" (
	"id" uuid PRIMARY KEY NOT NULL,
	"portal_id" text,
	"after" text,
	"dispatch_id" uuid,
	"officer_id" text,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"applied_at" timestamp (3) with time zone,
	CONSTRAINT "repeat_of_one_kind" CHECK (("dispatch_repeats"."dispatch_id" is null) = ("dispatch_repeats"."portal_id" is not null and "dispatch_repeats"."after" is not null)
        and ("dispatch_repeats"."dispatch_id" is null) = ("dispatch_repeats"."officer_id" is null))
);
--> statement-breakpoint
CREATE TABLE "portal_webhooks" (
	"portal_id" text PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"x" text NOT NULL,
	"since_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
DROP INDEX "portal_events_portal";--> statement-breakpoint
ALTER TABLE "portal_events" ADD COLUMN "transaction" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
ALTER TABLE "dispatch_repeats" ADD CONSTRAINT "dispatch_repeats_dispatch_id_dispatches_id_fk" FOREIGN KEY ("dispatch_id") REFERENCES "public"."dispatches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dispatch_repeats_open" ON "dispatch_repeats" USING btree ("asked_at") WHERE applied_at is null;--> statement-breakpoint
CREATE INDEX "portal_events_case" ON "portal_events" USING btree ("case_id","position");--> statement-breakpoint
CREATE INDEX "portal_events_portal" ON "portal_events" USING btree ("portal_id","transaction","position");--> statement-breakpoint
-- Written by hand: Drizzle has no triggers. A step of a case that its portal may know becomes an event in the transaction of
-- the step, whichever program takes it. The function writes with the rights of the owner, so nobody else need be able to.
CREATE FUNCTION "tell_portal"("of_case" uuid, "kind" text, "at" timestamptz, "data" jsonb) RETURNS void LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  "portal" text;
  "event" portal_events;
BEGIN
  SELECT portal_id INTO portal FROM certificate_applications WHERE id = of_case;
  INSERT INTO portal_events (id, portal_id, case_id, kind, at, data)
    VALUES (gen_random_uuid(), portal, of_case, tell_portal.kind, tell_portal.at, tell_portal.data) RETURNING * INTO event;
  INSERT INTO dispatches (id, case_id, portal_id, kind, channel, notice_kind, template, template_values, state, prepared_at,
      next_attempt_at)
    SELECT event.id, of_case, portal, 'event', 'webhook', event.kind, 'event/2026-12-01', '{}', 'prepared', event.at, event.at
    FROM portal_webhooks w WHERE w.portal_id = portal AND w.removed_at IS NULL;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "tell_portal" FROM PUBLIC;
--> statement-breakpoint
-- A case that goes back and forth between being checked and waiting is told to wait once.
CREATE FUNCTION "tell_of_case"() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  "last_kind" text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM tell_portal(new.id, 'application.received', new.changed_at,
      jsonb_build_object('state', new.state, 'edition', new.edition));
    RETURN NULL;
  END IF;
  IF new.edition > old.edition THEN
    PERFORM tell_portal(new.id, 'application.corrected', new.changed_at,
      jsonb_build_object('state', new.state, 'edition', new.edition));
  END IF;
  IF new.state = old.state OR new.state IN ('received', 'checking', 'instructed') THEN RETURN NULL; END IF;
  SELECT e.kind INTO last_kind FROM portal_events e WHERE e.case_id = new.id ORDER BY e.position DESC LIMIT 1;
  IF last_kind IS DISTINCT FROM 'application.' || new.state THEN
    PERFORM tell_portal(new.id, 'application.' || new.state, new.changed_at,
      jsonb_build_object('state', new.state, 'edition', new.edition));
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "tell_of_new_case" AFTER INSERT ON "certificate_applications"
  FOR EACH ROW EXECUTE FUNCTION tell_of_case();
--> statement-breakpoint
CREATE TRIGGER "tell_of_case" AFTER UPDATE ON "certificate_applications"
  FOR EACH ROW WHEN (old.state <> new.state OR old.edition <> new.edition) EXECUTE FUNCTION tell_of_case();
--> statement-breakpoint
CREATE FUNCTION "tell_of_certificate"() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM tell_portal(new.case_id, 'certificate.issued', new.received_at, jsonb_build_object('order', new.order_number,
    'serialNumber', new.serial_number, 'sha256', new.certificate_sha256));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "tell_of_certificate" AFTER UPDATE ON "orders"
  FOR EACH ROW WHEN (old.serial_number IS NULL AND new.serial_number IS NOT NULL) EXECUTE FUNCTION tell_of_certificate();
--> statement-breakpoint
-- Of a code its portal learns when it was made, posted, delivered, and how it ended; not when it was packed and printed.
CREATE FUNCTION "tell_of_code"() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF new.state IN ('sealed', 'printed') THEN RETURN NULL; END IF;
  PERFORM tell_portal(new.case_id, 'code.' || new.state, date_trunc('milliseconds', now()),
    jsonb_build_object('codeNumber', new.code_number, 'lapsesAt', to_char(new.lapses_at AT TIME ZONE 'UTC',
      'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "tell_of_new_code" AFTER INSERT ON "delivery_codes"
  FOR EACH ROW EXECUTE FUNCTION tell_of_code();
--> statement-breakpoint
CREATE TRIGGER "tell_of_code" AFTER UPDATE ON "delivery_codes"
  FOR EACH ROW WHEN (old.state <> new.state) EXECUTE FUNCTION tell_of_code();
--> statement-breakpoint
-- The dispatch-worker has a hand in the book for one thing, and none in letters.
CREATE FUNCTION "refuse_dispatch_worker"() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION 'not the dispatch-worker''s: %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER "dispatch_worker_writes_notices" BEFORE INSERT ON "book_entries"
  FOR EACH ROW WHEN (current_user = 'toroku_dispatch' AND new.event <> 'notice.sent') EXECUTE FUNCTION refuse_dispatch_worker();
--> statement-breakpoint
CREATE TRIGGER "dispatch_worker_moves_no_letter" BEFORE UPDATE ON "dispatches"
  FOR EACH ROW WHEN (current_user = 'toroku_dispatch' AND old.channel = 'letter') EXECUTE FUNCTION refuse_dispatch_worker();
