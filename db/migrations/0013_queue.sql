CREATE TABLE "case_leases" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"officer_id" text NOT NULL,
	"lease_until" timestamp (3) with time zone NOT NULL,
	"hold_reason" text,
	"hold_until" timestamp (3) with time zone,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "certificate_applications_open";--> statement-breakpoint
DROP INDEX "access_rows_case";--> statement-breakpoint
ALTER TABLE "case_leases" ADD CONSTRAINT "case_leases_case_id_certificate_applications_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."certificate_applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_leases" ADD CONSTRAINT "case_leases_officer_id_officers_id_fk" FOREIGN KEY ("officer_id") REFERENCES "public"."officers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "case_leases_officer" ON "case_leases" USING btree ("officer_id","lease_until");--> statement-breakpoint
CREATE INDEX "certificate_applications_queue" ON "certificate_applications" USING btree ("state",coalesce(state_deadline, next_attempt_at, case_deadline),"id") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "certificate_applications_closed" ON "certificate_applications" USING btree ("closed_at","id") WHERE closed_at is not null;--> statement-breakpoint
CREATE INDEX "certificate_applications_parked" ON "certificate_applications" USING btree (coalesce(state_deadline, next_attempt_at, case_deadline),"id") WHERE closed_at is null and state in ('issuing', 'instructed') and next_attempt_at is null and not_holding[1] like 'gate/%';--> statement-breakpoint
CREATE INDEX "certificate_applications_checking" ON "certificate_applications" USING btree ("changed_at") WHERE state = 'checking';--> statement-breakpoint
CREATE INDEX "certificate_applications_waiting" ON "certificate_applications" USING gin ("not_holding") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "certificate_applications_portal" ON "certificate_applications" USING btree ("portal_id","received_at","id");--> statement-breakpoint
CREATE INDEX "orders_serial_number" ON "orders" USING btree ("serial_number");--> statement-breakpoint
CREATE INDEX "access_rows_case" ON "access_rows" USING btree ("case_id","at","row_id") WHERE purpose <> 'list';