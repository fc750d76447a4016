CREATE TABLE "revocation_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"input_id" uuid NOT NULL,
	"request_number" integer NOT NULL,
	"case_id" uuid,
	"order_id" uuid,
	"chain_id" uuid NOT NULL,
	"portal_id" text,
	"channel" text NOT NULL,
	"identity_method" text NOT NULL,
	"text_sha256" text,
	"text_state" text,
	"issuer_key_id" text,
	"serial_number" text,
	"certificate_sha256" text,
	"reason_asked" text NOT NULL,
	"invalidity_date" text,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"decide_by" timestamp (3) with time zone NOT NULL,
	"state" text DEFAULT 'received' NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "request_of_input" UNIQUE("input_id","request_number"),
	CONSTRAINT "revocation_state_known" CHECK ("revocation_requests"."state" in ('received','examining','suspended','granted','recorded','published','refused')),
	CONSTRAINT "request_closed_exactly_when_final" CHECK (("revocation_requests"."closed_at" is not null) = ("revocation_requests"."state" in ('published','refused')))
);
--> statement-breakpoint
ALTER TABLE "application_texts" ALTER COLUMN "explanation_version" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "application_texts" ALTER COLUMN "explanation_sha256" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "application_texts" ALTER COLUMN "explanation_shown" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "revocation_requests_case" ON "revocation_requests" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "revocation_requests_undecided" ON "revocation_requests" USING btree ("decide_by") WHERE state in ('received', 'examining', 'suspended');--> statement-breakpoint
ALTER TABLE "application_texts" ADD CONSTRAINT "explanation_exactly_in_applications" CHECK (("application_texts"."transaction" = 'application') = (num_nonnulls(explanation_version, explanation_sha256, explanation_shown) = 3)
          and num_nonnulls(explanation_version, explanation_sha256, explanation_shown) in (0, 3));