CREATE TABLE "applicant_keys" (
	"spki_sha256" text NOT NULL,
	"case_id" uuid NOT NULL,
	"edition" integer NOT NULL,
	"order_number" integer NOT NULL,
	CONSTRAINT "applicant_keys_spki_sha256_case_id_edition_order_number_pk" PRIMARY KEY("spki_sha256","case_id","edition","order_number"),
	CONSTRAINT "applicant_keys_order" UNIQUE("case_id","edition","order_number")
);
--> statement-breakpoint
CREATE TABLE "application_texts" (
	"text_sha256" text PRIMARY KEY NOT NULL,
	"nonce" text NOT NULL,
	"transaction" text NOT NULL,
	"application_id" uuid NOT NULL,
	"edition" integer NOT NULL,
	"portal_id" text NOT NULL,
	"service" text NOT NULL,
	"explanation_version" text NOT NULL,
	"explanation_sha256" text NOT NULL,
	"explanation_shown" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_by" uuid,
	CONSTRAINT "nonce_unique" UNIQUE("nonce")
);
--> statement-breakpoint
CREATE TABLE "case_inputs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"actor" text NOT NULL,
	"content_sha256" text NOT NULL,
	"signed_content_sha256" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"applied_at" timestamp (3) with time zone,
	"result" jsonb,
	CONSTRAINT "signed_content_unique" UNIQUE("signed_content_sha256")
);
--> statement-breakpoint
CREATE TABLE "certificate_applications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"portal_id" text NOT NULL,
	"service" text NOT NULL,
	"identity_route" text NOT NULL,
	"key_delivery" text NOT NULL,
	"edition" integer NOT NULL,
	"chain_id" uuid NOT NULL,
	"rule_set_id" text NOT NULL,
	"state" text NOT NULL,
	"not_holding" text[] DEFAULT '{}' NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"case_deadline" timestamp (3) with time zone NOT NULL,
	"state_deadline" timestamp (3) with time zone,
	"next_attempt_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"name_sealed" "bytea" NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"instruction_sha256" text,
	CONSTRAINT "closed_exactly_when_final" CHECK (("certificate_applications"."closed_at" is not null) = ("certificate_applications"."state" in ('issued','rejected','withdrawn','lapsed')))
);
--> statement-breakpoint
CREATE TABLE "evidence_objects" (
	"case_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"sha256" text NOT NULL,
	"size" integer NOT NULL,
	"edition" integer NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "evidence_objects_case_id_sha256_kind_pk" PRIMARY KEY("case_id","sha256","kind")
);
--> statement-breakpoint
CREATE TABLE "misuse_index" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"device" text,
	"contact" text NOT NULL,
	"portal_id" text NOT NULL,
	"service" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "book_entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"ordinal" bigserial NOT NULL,
	"log_index" bigint,
	"event" text NOT NULL,
	"items" text[] NOT NULL,
	"case_id" uuid,
	"seq" integer,
	"at" timestamp (3) with time zone NOT NULL,
	"octets" "bytea" NOT NULL,
	CONSTRAINT "book_entries_ordinal_unique" UNIQUE("ordinal"),
	CONSTRAINT "log_index_unique" UNIQUE("log_index"),
	CONSTRAINT "case_and_seq_together" CHECK (("book_entries"."case_id" is null) = ("book_entries"."seq" is null))
);
--> statement-breakpoint
CREATE TABLE "book_tip" (
	"origin" text PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"fence" bigint NOT NULL,
	"checkpoint" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "case_sequences" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"last_seq" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "openings" (
	"entry_id" uuid NOT NULL,
	"field" text NOT NULL,
	"kind" text NOT NULL,
	"key_id" text NOT NULL,
	"sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"edition" integer NOT NULL,
	"outcome" text NOT NULL,
	"decider" text NOT NULL,
	"dossier_sha256" text NOT NULL,
	"responsible_id" text,
	"at" timestamp (3) with time zone NOT NULL,
	"voided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "evaluations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"edition" integer NOT NULL,
	"number" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"rule_set_id" text NOT NULL,
	"rule_set_sha256" text NOT NULL,
	"extractor" text NOT NULL,
	"facts" jsonb NOT NULL,
	"facts_sha256" text NOT NULL,
	"findings" jsonb NOT NULL,
	"findings_sha256" text NOT NULL,
	"outcome" text NOT NULL,
	"next" text NOT NULL,
	"dossier_sha256" text NOT NULL,
	CONSTRAINT "evaluation_number" UNIQUE("case_id","number")
);
--> statement-breakpoint
CREATE TABLE "jlis_queries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"edition" integer NOT NULL,
	"attempt" integer NOT NULL,
	"purpose" text NOT NULL,
	"method" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"request_sha256" text NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"answer_sha256" text,
	"result" text,
	CONSTRAINT "jlis_query_once" UNIQUE("case_id","edition","attempt")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"decision_id" uuid NOT NULL,
	"order_number" integer NOT NULL,
	"certificate_type" text NOT NULL,
	"validity_months" integer NOT NULL,
	"spki_sha256" text,
	"instructed_at" timestamp (3) with time zone,
	"issuer_key_id" text,
	"serial_number" text,
	"certificate_sha256" text,
	"not_before" timestamp (3) with time zone,
	"not_after" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone,
	CONSTRAINT "order_of_decision" UNIQUE("decision_id","order_number"),
	CONSTRAINT "serial_number_unique_per_issuer" UNIQUE("issuer_key_id","serial_number"),
	CONSTRAINT "certificate_complete" CHECK (("orders"."serial_number" is null) = ("orders"."certificate_sha256" is null)
          and ("orders"."serial_number" is null) = ("orders"."not_after" is null))
);
--> statement-breakpoint
CREATE TABLE "access_rows" (
	"row_id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"officer_id" text NOT NULL,
	"case_id" text NOT NULL,
	"fields" text[] NOT NULL,
	"purpose" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "duty_roster" (
	"officer_id" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "governance_documents" (
	"document_type" text NOT NULL,
	"version" text NOT NULL,
	"sha256" text NOT NULL,
	"content" "bytea" NOT NULL,
	"effective_from" timestamp (3) with time zone NOT NULL,
	"withdrawn_from" timestamp (3) with time zone,
	CONSTRAINT "governance_documents_document_type_version_pk" PRIMARY KEY("document_type","version")
);
--> statement-breakpoint
CREATE TABLE "officers" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"name_commitment" text NOT NULL,
	"roles" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "portals" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"token_sha256" text NOT NULL,
	"applications_per_hour" integer NOT NULL,
	"is_web_portal" boolean DEFAULT false NOT NULL,
	"is_open" boolean DEFAULT true NOT NULL,
	CONSTRAINT "portal_token_unique" UNIQUE("token_sha256")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id_sha256" text PRIMARY KEY NOT NULL,
	"officer_id" text NOT NULL,
	"terminal" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_links" (
	"id_sha256" text PRIMARY KEY NOT NULL,
	"officer_id" text NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "switches" (
	"name" text PRIMARY KEY NOT NULL,
	"is_on" boolean NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_case_id_certificate_applications_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."certificate_applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_case_id_certificate_applications_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."certificate_applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jlis_queries" ADD CONSTRAINT "jlis_queries_case_id_certificate_applications_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."certificate_applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_case_id_certificate_applications_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."certificate_applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_decision_id_decisions_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decisions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_roster" ADD CONSTRAINT "duty_roster_officer_id_officers_id_fk" FOREIGN KEY ("officer_id") REFERENCES "public"."officers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_officer_id_officers_id_fk" FOREIGN KEY ("officer_id") REFERENCES "public"."officers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_links_officer_id_officers_id_fk" FOREIGN KEY ("officer_id") REFERENCES "public"."officers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "application_texts_case" ON "application_texts" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "case_inputs_case" ON "case_inputs" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "case_inputs_pending" ON "case_inputs" USING btree ("received_at") WHERE "case_inputs"."applied_at" is null;--> statement-breakpoint
CREATE INDEX "certificate_applications_open" ON "certificate_applications" USING btree ("state","state_deadline");--> statement-breakpoint
CREATE INDEX "certificate_applications_received" ON "certificate_applications" USING btree ("received_at","id");--> statement-breakpoint
CREATE INDEX "misuse_index_person" ON "misuse_index" USING btree ("person");--> statement-breakpoint
CREATE INDEX "misuse_index_device" ON "misuse_index" USING btree ("device","received_at");--> statement-breakpoint
CREATE INDEX "misuse_index_contact" ON "misuse_index" USING btree ("contact","received_at");--> statement-breakpoint
CREATE INDEX "misuse_index_portal" ON "misuse_index" USING btree ("portal_id","received_at");--> statement-breakpoint
CREATE INDEX "book_entries_case" ON "book_entries" USING btree ("case_id","seq");--> statement-breakpoint
CREATE INDEX "book_entries_items" ON "book_entries" USING gin ("items");--> statement-breakpoint
CREATE INDEX "book_entries_waiting" ON "book_entries" USING btree ("ordinal") WHERE "book_entries"."log_index" is null;--> statement-breakpoint
CREATE INDEX "openings_entry" ON "openings" USING btree ("entry_id");--> statement-breakpoint
CREATE INDEX "decisions_case" ON "decisions" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "access_rows_case" ON "access_rows" USING btree ("case_id","at");--> statement-breakpoint
CREATE INDEX "duty_roster_from" ON "duty_roster" USING btree ("from_at");