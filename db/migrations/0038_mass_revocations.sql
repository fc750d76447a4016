CREATE TABLE "mass_revocation_inputs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"mass_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"officer_id" text NOT NULL,
	"role" text NOT NULL,
	"terminal" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"applied_at" timestamp (3) with time zone,
	CONSTRAINT "mass_input_kind_known" CHECK ("mass_revocation_inputs"."kind" in ('pause', 'resume'))
);
--> statement-breakpoint
CREATE TABLE "mass_revocation_lines" (
	"mass_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"issuer_key_id" text NOT NULL,
	"serial_number" text NOT NULL,
	"certificate_sha256" text NOT NULL,
	"request_id" uuid,
	"outcome" text,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "mass_revocation_lines_mass_id_line_pk" PRIMARY KEY("mass_id","line"),
	CONSTRAINT "mass_outcome_known" CHECK ("mass_revocation_lines"."outcome" in ('recorded','alreadyRevoked','notFound','fingerprintMismatch','expired')),
	CONSTRAINT "mass_line_settled" CHECK (("mass_revocation_lines"."outcome" is null) = ("mass_revocation_lines"."settled_at" is null)),
	CONSTRAINT "recorded_at_a_request" CHECK ("mass_revocation_lines"."outcome" is distinct from 'recorded' or "mass_revocation_lines"."request_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "mass_revocations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reason_code" text NOT NULL,
	"certificates" integer NOT NULL,
	"begun_at" timestamp (3) with time zone NOT NULL,
	"paused_by" text,
	"paused_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "mass_pause_complete" CHECK (("mass_revocations"."paused_by" is null) = ("mass_revocations"."paused_at" is null))
);
--> statement-breakpoint
ALTER TABLE "mass_revocation_lines" ADD CONSTRAINT "mass_revocation_lines_mass_id_mass_revocations_id_fk" FOREIGN KEY ("mass_id") REFERENCES "public"."mass_revocations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mass_inputs_pending" ON "mass_revocation_inputs" USING btree ("received_at") WHERE applied_at is null;--> statement-breakpoint
CREATE INDEX "mass_lines_left" ON "mass_revocation_lines" USING btree ("mass_id","line") WHERE outcome is null;--> statement-breakpoint
CREATE INDEX "mass_revocations_open" ON "mass_revocations" USING btree ("begun_at") WHERE finished_at is null;