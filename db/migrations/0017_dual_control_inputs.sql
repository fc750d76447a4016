CREATE TABLE "act_inputs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"act_id" uuid NOT NULL,
	"officer_id" text NOT NULL,
	"role" text NOT NULL,
	"terminal" text NOT NULL,
	"content" "bytea",
	"document" "bytea",
	"switch" text,
	"code" text,
	"assertion" "bytea",
	"received_at" timestamp (3) with time zone NOT NULL,
	"applied_at" timestamp (3) with time zone,
	"refused" text,
	CONSTRAINT "act_input_kind_known" CHECK ("act_inputs"."kind" in ('propose', 'approve', 'refuse', 'switchOff')),
	CONSTRAINT "act_input_refused_when_applied" CHECK ("act_inputs"."refused" is null or "act_inputs"."applied_at" is not null)
);
--> statement-breakpoint
ALTER TABLE "dual_control_acts" ADD COLUMN "document" "bytea";--> statement-breakpoint
ALTER TABLE "dual_control_acts" ADD COLUMN "proposal_assertion_sha256" text;--> statement-breakpoint
ALTER TABLE "dual_control_acts" ADD COLUMN "approval_assertion_sha256" text;--> statement-breakpoint
ALTER TABLE "dual_control_acts" ADD COLUMN "refused_by" text;--> statement-breakpoint
ALTER TABLE "dual_control_acts" ADD COLUMN "refused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "dual_control_acts" ADD COLUMN "refusal_code" text;--> statement-breakpoint
ALTER TABLE "switches" ADD COLUMN "cause" text DEFAULT 'other' NOT NULL;--> statement-breakpoint
ALTER TABLE "switches" ADD COLUMN "changed_by" text;--> statement-breakpoint
CREATE INDEX "act_inputs_pending" ON "act_inputs" USING btree ("received_at") WHERE applied_at is null;--> statement-breakpoint
CREATE INDEX "act_inputs_act" ON "act_inputs" USING btree ("act_id");--> statement-breakpoint
CREATE INDEX "dual_control_acts_open" ON "dual_control_acts" USING btree ("proposed_at") WHERE effective_at is null and refused_at is null;--> statement-breakpoint
ALTER TABLE "dual_control_acts" ADD CONSTRAINT "refusal_complete" CHECK (("dual_control_acts"."refused_by" is null) = ("dual_control_acts"."refused_at" is null)
          and ("dual_control_acts"."refused_by" is null) = ("dual_control_acts"."refusal_code" is null));--> statement-breakpoint
ALTER TABLE "dual_control_acts" ADD CONSTRAINT "refused_has_no_effect" CHECK ("dual_control_acts"."refused_at" is null or "dual_control_acts"."effective_at" is null);