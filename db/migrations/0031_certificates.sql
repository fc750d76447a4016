CREATE TABLE "certificate_deliveries" (
	"order_id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "certificates" (
	"order_id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"state" text NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"not_after" timestamp (3) with time zone NOT NULL,
	"receipt_required" boolean NOT NULL,
	"acceptance_deadline" timestamp (3) with time zone NOT NULL,
	"reminders_at" timestamp (3) with time zone[] NOT NULL,
	"reminded" integer DEFAULT 0 NOT NULL,
	"missed_at" timestamp (3) with time zone,
	"accepted_at" timestamp (3) with time zone,
	"accepted_by" text,
	"notices_at" timestamp (3) with time zone[] NOT NULL,
	"noticed" integer DEFAULT 0 NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone,
	CONSTRAINT "certificate_state_known" CHECK ("certificates"."state" in ('issued','accepted','revoked','expired')),
	CONSTRAINT "certificate_ended_when_final" CHECK (("certificates"."ended_at" is not null) = ("certificates"."state" in ('revoked','expired'))),
	CONSTRAINT "certificate_due_until_end" CHECK (("certificates"."due_at" is null) = ("certificates"."ended_at" is not null)),
	CONSTRAINT "acceptance_complete" CHECK (("certificates"."accepted_at" is null) = ("certificates"."accepted_by" is null))
);
--> statement-breakpoint
ALTER TABLE "certificate_deliveries" ADD CONSTRAINT "certificate_deliveries_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_case_id_certificate_applications_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."certificate_applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "certificates_case" ON "certificates" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "certificates_due" ON "certificates" USING btree ("due_at") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "certificates_unaccepted" ON "certificates" USING btree ("acceptance_deadline") WHERE state = 'issued';--> statement-breakpoint
-- Certificates that were issued before: their instants as the policy has them, notices that have passed left out.
INSERT INTO "certificates" ("order_id", "case_id", "state", "issued_at", "not_after", "receipt_required",
  "acceptance_deadline", "reminders_at", "notices_at", "due_at")
SELECT id, case_id, 'issued', at, not_after, false, deadline, reminders, notices, least(reminders[1], not_after)
FROM (
  SELECT o.id, o.case_id, a.closed_at AS at, o.not_after,
    (date_trunc('day', a.closed_at AT TIME ZONE 'Asia/Tokyo') + interval '46 days') AT TIME ZONE 'Asia/Tokyo' AS deadline,
    ARRAY[(date_trunc('day', a.closed_at AT TIME ZONE 'Asia/Tokyo') + interval '15 days') AT TIME ZONE 'Asia/Tokyo',
      (date_trunc('day', a.closed_at AT TIME ZONE 'Asia/Tokyo') + interval '31 days') AT TIME ZONE 'Asia/Tokyo'] AS reminders,
    ARRAY(SELECT n FROM unnest(ARRAY[o.not_after - interval '60 days', o.not_after - interval '30 days']) n
      WHERE n > a.closed_at) AS notices
  FROM orders o JOIN decisions d ON d.id = o.decision_id AND d.voided_at IS NULL
  JOIN certificate_applications a ON a.id = o.case_id AND a.state = 'issued'
) issued;
