CREATE TABLE "delivery_codes" (
	"case_id" uuid NOT NULL,
	"code_number" integer NOT NULL,
	"edition" integer NOT NULL,
	"state" text NOT NULL,
	"salt" text NOT NULL,
	"dispatch_id" uuid NOT NULL,
	"lot_id" uuid,
	"ciphertext_sha256" text NOT NULL,
	"vendor_key_sha256" text NOT NULL,
	"resend" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"lapses_at" timestamp (3) with time zone NOT NULL,
	"printed_at" timestamp (3) with time zone,
	"posted_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"unusable_at" timestamp (3) with time zone,
	"return_reason" text,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "delivery_codes_case_id_code_number_pk" PRIMARY KEY("case_id","code_number"),
	CONSTRAINT "code_dispatch_unique" UNIQUE("dispatch_id"),
	CONSTRAINT "code_state_known" CHECK ("delivery_codes"."state" in ('generated','sealed','printed','posted','delivered','locked','lapsed','redeemed','voided'))
);
--> statement-breakpoint
CREATE TABLE "dispatch_lots" (
	"id" uuid PRIMARY KEY NOT NULL,
	"letters" integer NOT NULL,
	"vendor_file_sha256" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"sealed_by" text,
	"sealed_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "lot_sealers_differ" CHECK ("dispatch_lots"."sealed_by" is null or "dispatch_lots"."sealed_by" <> "dispatch_lots"."proposed_by")
);
--> statement-breakpoint
CREATE TABLE "dispatches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid,
	"portal_id" text NOT NULL,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"notice_kind" text NOT NULL,
	"template" text NOT NULL,
	"template_values" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"prepared_at" timestamp (3) with time zone NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"failure" text,
	CONSTRAINT "dispatch_state_known" CHECK ("dispatches"."state" in ('prepared','sent','returned','delivered','cancelled','failed'))
);
--> statement-breakpoint
CREATE TABLE "portal_events" (
	"position" bigserial PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"portal_id" text NOT NULL,
	"case_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "portal_event_id_unique" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "delivery_codes" ADD CONSTRAINT "delivery_codes_case_id_certificate_applications_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."certificate_applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_codes" ADD CONSTRAINT "delivery_codes_lot_id_dispatch_lots_id_fk" FOREIGN KEY ("lot_id") REFERENCES "public"."dispatch_lots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispatches" ADD CONSTRAINT "dispatches_case_id_certificate_applications_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."certificate_applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivery_codes_state" ON "delivery_codes" USING btree ("state","made_at");--> statement-breakpoint
CREATE INDEX "delivery_codes_lot" ON "delivery_codes" USING btree ("lot_id");--> statement-breakpoint
CREATE INDEX "dispatches_case" ON "dispatches" USING btree ("case_id","prepared_at");--> statement-breakpoint
CREATE INDEX "dispatches_due" ON "dispatches" USING btree ("channel","next_attempt_at") WHERE state = 'prepared';--> statement-breakpoint
CREATE INDEX "portal_events_portal" ON "portal_events" USING btree ("portal_id","position");