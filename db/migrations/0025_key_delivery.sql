CREATE TABLE "redemption_nonces" (
	"nonce_sha256" text PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"code_number" integer NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "delivery_codes" ADD COLUMN "resend_ordered_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "delivery_codes" ADD COLUMN "instruction_sha256" text;--> statement-breakpoint
CREATE INDEX "redemption_nonces_case" ON "redemption_nonces" USING btree ("case_id","expires_at");--> statement-breakpoint
CREATE INDEX "case_inputs_redemption_source" ON "case_inputs" USING btree ((content ->> 'source'),"received_at") WHERE kind = 'codeRedemption';--> statement-breakpoint
CREATE UNIQUE INDEX "one_live_code" ON "delivery_codes" USING btree ("case_id") WHERE state not in ('locked','lapsed','redeemed','voided');--> statement-breakpoint
CREATE INDEX "delivery_codes_not_ended" ON "delivery_codes" USING btree ("case_id") WHERE state not in ('lapsed','redeemed','voided');--> statement-breakpoint
CREATE VIEW "public"."code_redemptions" AS (
  select id, case_id, (content ->> 'codeNumber')::int as code_number, content ->> 'source' as source, received_at,
    result ->> 'outcome' as outcome, (result ->> 'attemptsLeft')::int as attempts_left
  from case_inputs where kind = 'codeRedemption');