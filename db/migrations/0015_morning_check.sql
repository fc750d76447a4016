CREATE INDEX "case_leases_held" ON "case_leases" USING btree ("hold_until") WHERE hold_until is not null;--> statement-breakpoint
CREATE INDEX "decisions_at" ON "decisions" USING btree ("at","decider","outcome");--> statement-breakpoint
CREATE INDEX "evaluations_at" ON "evaluations" USING btree ("at","outcome","next","case_id");--> statement-breakpoint
CREATE INDEX "jlis_lists_in_force" ON "jlis_lists" USING btree ("next_update");--> statement-breakpoint
CREATE INDEX "orders_received" ON "orders" USING btree ("received_at");--> statement-breakpoint
ALTER TABLE "duty_roster" ADD CONSTRAINT "duty_ends_after_it_begins" CHECK ("duty_roster"."until_at" is null or "duty_roster"."until_at" >= "duty_roster"."from_at");--> statement-breakpoint
-- Written by hand: Drizzle has no exclusions. Two duties never overlap, whoever writes them.
ALTER TABLE "duty_roster" ADD CONSTRAINT "one_on_duty" EXCLUDE USING gist (tstzrange("from_at", "until_at") WITH &&);
