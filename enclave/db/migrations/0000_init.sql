CREATE TABLE "accepted_documents" (
	"document_type" text NOT NULL,
	"sha256" text NOT NULL,
	"content" "bytea" NOT NULL,
	"effective_from" timestamp (3) with time zone NOT NULL,
	"withdrawn_from" timestamp (3) with time zone,
	CONSTRAINT "accepted_documents_document_type_sha256_pk" PRIMARY KEY("document_type","sha256")
);
--> statement-breakpoint
CREATE TABLE "case_sequences" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"last_seq" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "book_entries" (
	"log_index" bigint PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"event" text NOT NULL,
	"case_id" uuid,
	"seq" integer,
	"at" timestamp (3) with time zone NOT NULL,
	"octets" "bytea" NOT NULL,
	CONSTRAINT "entry_id_unique" UNIQUE("id"),
	CONSTRAINT "case_seq_unique" UNIQUE("case_id","seq")
);
--> statement-breakpoint
CREATE TABLE "book_published" (
	"origin" text PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"checkpoint" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "book_tip" (
	"origin" text PRIMARY KEY NOT NULL,
	"entries" bigint NOT NULL,
	"fence" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "issuances" (
	"order_id" uuid PRIMARY KEY NOT NULL,
	"application_id" uuid NOT NULL,
	"chain_id" uuid NOT NULL,
	"issuer_key_id" text NOT NULL,
	"serial_number" text NOT NULL,
	"not_before" timestamp (3) with time zone NOT NULL,
	"not_after" timestamp (3) with time zone NOT NULL,
	"tbs_sha256" text NOT NULL,
	"tbs_sealed" "bytea" NOT NULL,
	"spki_sha256" text NOT NULL,
	"dossier_sha256" text NOT NULL,
	"intent_entry_id" uuid NOT NULL,
	"intended_at" timestamp (3) with time zone NOT NULL,
	"signature_attempts" integer NOT NULL,
	"certificate_sha256" text,
	"certificate_sealed" "bytea",
	"completed_at" timestamp (3) with time zone,
	CONSTRAINT "serial_number_unique_per_issuer" UNIQUE("issuer_key_id","serial_number"),
	CONSTRAINT "serial_number_in_bounds" CHECK ("issuances"."serial_number" ~ '^[0-7][0-9a-f]{39}$'),
	CONSTRAINT "certificate_complete" CHECK (("issuances"."certificate_sha256" is null) = ("issuances"."completed_at" is null))
);
--> statement-breakpoint
CREATE TABLE "issuer_keys" (
	"issuer_key_id" text PRIMARY KEY NOT NULL,
	"hsm_label" text NOT NULL,
	"algorithm" text NOT NULL,
	"state" text NOT NULL,
	"ca_certificate" "bytea" NOT NULL,
	"services" text[] NOT NULL,
	CONSTRAINT "hsm_label_unique" UNIQUE("hsm_label"),
	CONSTRAINT "issuer_key_state_known" CHECK ("issuer_keys"."state" in ('generated','accredited','issuing','status-only','retired','compromised'))
);
--> statement-breakpoint
CREATE TABLE "keys_seen" (
	"spki_sha256" text PRIMARY KEY NOT NULL,
	"application_id" uuid NOT NULL,
	"person" text NOT NULL,
	"compromised_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "room_switches" (
	"name" text PRIMARY KEY NOT NULL,
	"is_on" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "issuances" ADD CONSTRAINT "issuances_issuer_key_id_issuer_keys_issuer_key_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("issuer_key_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "issuances_intended" ON "issuances" USING btree ("issuer_key_id","intended_at");