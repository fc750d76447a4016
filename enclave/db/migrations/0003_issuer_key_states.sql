CREATE TABLE "issuer_signatures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_key_id" text NOT NULL,
	"kind" text NOT NULL,
	"number" text NOT NULL,
	"begun_at" timestamp (3) with time zone NOT NULL,
	"tbs_sha256" text NOT NULL,
	"signature_attempts" integer NOT NULL,
	"sha256" text,
	"octets" "bytea",
	CONSTRAINT "number_unique_per_issuer" UNIQUE("issuer_key_id","kind","number"),
	CONSTRAINT "signed_kind_known" CHECK ("issuer_signatures"."kind" in ('crl', 'linkCertificate'))
);
--> statement-breakpoint
CREATE TABLE "key_compromises" (
	"issuer_key_id" text PRIMARY KEY NOT NULL,
	"incident" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"revoked_under" uuid
);
--> statement-breakpoint
CREATE TABLE "revocations" (
	"issuer_key_id" text NOT NULL,
	"serial_number" text NOT NULL,
	"order_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"not_after" timestamp (3) with time zone NOT NULL,
	"revocation_date" timestamp (3) with time zone NOT NULL,
	"reason_code" text NOT NULL,
	CONSTRAINT "revocations_issuer_key_id_serial_number_pk" PRIMARY KEY("issuer_key_id","serial_number")
);
--> statement-breakpoint
ALTER TABLE "issuances" DROP CONSTRAINT "order_number_unique";--> statement-breakpoint
ALTER TABLE "issuances" ADD COLUMN "abandoned_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "issuer_keys" ADD COLUMN "state_since" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "issuer_signatures" ADD CONSTRAINT "issuer_signatures_issuer_key_id_issuer_keys_issuer_key_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("issuer_key_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_compromises" ADD CONSTRAINT "key_compromises_issuer_key_id_issuer_keys_issuer_key_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("issuer_key_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revocations" ADD CONSTRAINT "revocations_issuer_key_id_issuer_keys_issuer_key_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("issuer_key_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "order_number_unique" ON "issuances" USING btree ("application_id","order_number") WHERE "issuances"."abandoned_at" is null;--> statement-breakpoint
ALTER TABLE "issuances" ADD CONSTRAINT "one_outcome" CHECK ("issuances"."completed_at" is null or "issuances"."abandoned_at" is null);