ALTER TABLE "book_entries" ADD COLUMN "serial_number" text;--> statement-breakpoint
UPDATE "book_entries" SET "serial_number" = convert_from("octets", 'UTF8')::json #>> '{data,serialNumber}'
WHERE "event" IN ('issuance.intended', 'caCertificate.intended');--> statement-breakpoint
CREATE UNIQUE INDEX "serial_number_taken_once" ON "book_entries" USING btree ("serial_number") WHERE "book_entries"."serial_number" is not null;