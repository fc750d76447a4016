CREATE TABLE "anchoring_marks" (
	"log" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"is_expected" boolean NOT NULL,
	"succeeded_at" timestamp (3) with time zone,
	"size" bigint,
	"failure" text,
	"failed_at" timestamp (3) with time zone,
	"inconsistent_at" timestamp (3) with time zone,
	CONSTRAINT "anchoring_marks_log_kind_name_pk" PRIMARY KEY("log","kind","name")
);
