ALTER TABLE "application_texts" RENAME COLUMN "nonce" TO "nonce_sha256";--> statement-breakpoint
UPDATE "application_texts" SET "nonce_sha256" = encode(sha256(convert_to("nonce_sha256", 'UTF8')), 'hex');
