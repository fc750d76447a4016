ALTER TABLE "issuances" ADD COLUMN "order_number" integer;--> statement-breakpoint
ALTER TABLE "issuances" ADD CONSTRAINT "order_number_unique" UNIQUE("application_id","order_number");