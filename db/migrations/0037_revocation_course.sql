ALTER TABLE "revocation_requests" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "next" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "not_holding" text[];--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "facts_sha256" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "findings_sha256" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "rule_set_id" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "examined_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "decider" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "decided_by" uuid;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "decided_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "reason_code" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "refusal_reason" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "letter_sha256" text;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "is_emergency" boolean;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "confirm_by" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "confirmed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "is_confirmed" boolean;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "suspended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "suspended_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "record_by" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "publish_by" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "recorded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "revocation_date" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "recorded_by_request" uuid;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "published_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD COLUMN "room_refusal" text;--> statement-breakpoint
CREATE INDEX "revocation_requests_serial" ON "revocation_requests" USING btree ("serial_number");--> statement-breakpoint
CREATE INDEX "revocation_requests_open" ON "revocation_requests" USING btree ("requested_at") WHERE closed_at is null;--> statement-breakpoint
ALTER TABLE "revocation_requests" ADD CONSTRAINT "recorded_has_date" CHECK (("revocation_requests"."recorded_at" is null) = ("revocation_requests"."revocation_date" is null));