CREATE TABLE "dual_control_acts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"act_kind" text NOT NULL,
	"content" "bytea" NOT NULL,
	"content_sha256" text NOT NULL,
	"effective_from" timestamp (3) with time zone NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"proposed_in_roles" text[] NOT NULL,
	"approved_by" text,
	"approved_at" timestamp (3) with time zone,
	"approved_in_role" text,
	"approved_at_terminal" text,
	"effective_at" timestamp (3) with time zone,
	CONSTRAINT "approver_is_another_person" CHECK ("dual_control_acts"."approved_by" <> "dual_control_acts"."proposed_by"),
	CONSTRAINT "approval_complete" CHECK (("dual_control_acts"."approved_by" is null) = ("dual_control_acts"."approved_at" is null)
          and ("dual_control_acts"."approved_by" is null) = ("dual_control_acts"."approved_in_role" is null)
          and ("dual_control_acts"."approved_by" is null) = ("dual_control_acts"."approved_at_terminal" is null)),
	CONSTRAINT "effective_only_when_approved" CHECK ("dual_control_acts"."effective_at" is null or "dual_control_acts"."approved_by" is not null)
);
--> statement-breakpoint
CREATE TABLE "chain_erasures" (
	"chain_id" uuid PRIMARY KEY NOT NULL,
	"act_id" uuid NOT NULL,
	"due_on" text NOT NULL,
	"key_commitment" text NOT NULL,
	"key_commitment_r" text NOT NULL,
	"begun_at" timestamp (3) with time zone NOT NULL,
	"erased_at" timestamp (3) with time zone,
	CONSTRAINT "one_chain_an_act" UNIQUE("act_id")
);
--> statement-breakpoint
ALTER TABLE "chain_erasures" ADD CONSTRAINT "chain_erasures_act_id_dual_control_acts_id_fk" FOREIGN KEY ("act_id") REFERENCES "public"."dual_control_acts"("id") ON DELETE no action ON UPDATE no action;