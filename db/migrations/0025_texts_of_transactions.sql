ALTER TABLE "application_texts" ALTER COLUMN "explanation_version" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "application_texts" ALTER COLUMN "explanation_sha256" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "application_texts" ALTER COLUMN "explanation_shown" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "application_texts" ADD CONSTRAINT "explanation_exactly_in_applications" CHECK (("application_texts"."transaction" = 'application') = (num_nonnulls(explanation_version, explanation_sha256, explanation_shown) = 3)
          and num_nonnulls(explanation_version, explanation_sha256, explanation_shown) in (0, 3));