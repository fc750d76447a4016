CREATE TABLE "lot_inputs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lot_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"officer_id" text NOT NULL,
	"role" text NOT NULL,
	"terminal" text NOT NULL,
	"content" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"applied_at" timestamp (3) with time zone,
	"refused" text,
	"tried_at" timestamp (3) with time zone,
	CONSTRAINT "lot_input_kind_known" CHECK ("lot_inputs"."kind" in ('propose','seal','discard'))
);
--> statement-breakpoint
ALTER TABLE "dispatch_lots" ADD COLUMN "print_by" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "dispatch_lots" ADD COLUMN "post_by" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "lot_inputs_pending" ON "lot_inputs" USING btree ("received_at") WHERE applied_at is null;--> statement-breakpoint
CREATE INDEX "dispatch_lots_open" ON "dispatch_lots" USING btree ("proposed_at") WHERE closed_at is null;