ALTER TABLE "act_inputs" ADD COLUMN "tried_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "dual_control_acts" ADD COLUMN "tried_at" timestamp (3) with time zone;