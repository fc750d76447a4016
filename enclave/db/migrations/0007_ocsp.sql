CREATE TABLE "ocsp_answers" (
	"issuer_key_id" text NOT NULL,
	"serial_number" text NOT NULL,
	"batch" uuid NOT NULL,
	"this_update" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	CONSTRAINT "ocsp_answers_issuer_key_id_serial_number_pk" PRIMARY KEY("issuer_key_id","serial_number"),
	CONSTRAINT "answer_status_known" CHECK ("ocsp_answers"."status" in ('good', 'revoked'))
);
--> statement-breakpoint
CREATE TABLE "ocsp_batches" (
	"batch" uuid PRIMARY KEY NOT NULL,
	"issuer_key_id" text NOT NULL,
	"answers" integer NOT NULL,
	"root" text NOT NULL,
	"this_update" timestamp (3) with time zone NOT NULL,
	"published_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "issuer_signatures" DROP CONSTRAINT "signed_kind_known";--> statement-breakpoint
ALTER TABLE "ocsp_answers" ADD CONSTRAINT "ocsp_answers_batch_ocsp_batches_batch_fk" FOREIGN KEY ("batch") REFERENCES "public"."ocsp_batches"("batch") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ocsp_batches" ADD CONSTRAINT "ocsp_batches_issuer_key_id_issuer_keys_issuer_key_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("issuer_key_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "issuances_completed" ON "issuances" USING btree ("issuer_key_id","completed_at");--> statement-breakpoint
ALTER TABLE "issuer_signatures" ADD CONSTRAINT "signed_kind_known" CHECK ("issuer_signatures"."kind" in ('crl', 'linkCertificate', 'ocspResponder'));