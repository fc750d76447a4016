CREATE TABLE "suspensions" (
	"request_id" uuid PRIMARY KEY NOT NULL,
	"issuer_key_id" text NOT NULL,
	"serial_number" text NOT NULL,
	"order_id" uuid NOT NULL,
	"not_after" timestamp (3) with time zone NOT NULL,
	"suspended_at" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"released_at" timestamp (3) with time zone,
	"ended_by" text,
	"published_at" timestamp (3) with time zone,
	CONSTRAINT "suspension_ended_by" CHECK ("suspensions"."ended_by" in ('release','revocation')),
	CONSTRAINT "suspension_end_complete" CHECK (("suspensions"."released_at" is null) = ("suspensions"."ended_by" is null))
);
--> statement-breakpoint
ALTER TABLE "revocations" ADD COLUMN "invalidity_date" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocations" ADD COLUMN "because" text;--> statement-breakpoint
ALTER TABLE "revocations" ADD COLUMN "recorded_at" timestamp (3) with time zone;--> statement-breakpoint
-- Until here only a compromised key revoked.
UPDATE "revocations" r SET "recorded_at" = "revocation_date", "because" = CASE WHEN EXISTS
  (SELECT 1 FROM "issuances" i WHERE i."order_id" = r."order_id" AND i."abandoned_at" IS NOT NULL)
  THEN 'abandoned' ELSE 'compromise' END;--> statement-breakpoint
ALTER TABLE "revocations" ALTER COLUMN "because" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "revocations" ALTER COLUMN "recorded_at" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "revocations" ADD COLUMN "first_reason" text;--> statement-breakpoint
ALTER TABLE "revocations" ADD COLUMN "upgraded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "revocations" ADD COLUMN "upgrade_request_id" uuid;--> statement-breakpoint
ALTER TABLE "revocations" ADD COLUMN "published_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "suspensions" ADD CONSTRAINT "suspensions_issuer_key_id_issuer_keys_issuer_key_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("issuer_key_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_live_suspension" ON "suspensions" USING btree ("issuer_key_id","serial_number") WHERE "suspensions"."released_at" is null;--> statement-breakpoint
CREATE INDEX "suspensions_unpublished" ON "suspensions" USING btree ("issuer_key_id","suspended_at") WHERE "suspensions"."published_at" is null;--> statement-breakpoint
CREATE INDEX "revocations_unpublished" ON "revocations" USING btree ("issuer_key_id","recorded_at") WHERE "revocations"."published_at" is null;--> statement-breakpoint
ALTER TABLE "revocations" ADD CONSTRAINT "revoked_because" CHECK ("revocations"."because" in ('request','custodians','compromise','abandoned'));--> statement-breakpoint
ALTER TABLE "revocations" ADD CONSTRAINT "revocation_is_no_hold" CHECK ("revocations"."reason_code" <> 'certificateHold');--> statement-breakpoint
ALTER TABLE "revocations" ADD CONSTRAINT "upgrade_complete" CHECK (("revocations"."first_reason" is null) = ("revocations"."upgraded_at" is null)
        and ("revocations"."first_reason" is null) = ("revocations"."upgrade_request_id" is null)
        and ("revocations"."first_reason" is null or "revocations"."reason_code" = 'keyCompromise'));