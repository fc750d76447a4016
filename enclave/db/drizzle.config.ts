import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './enclave/db/schema.ts',
  out: './enclave/db/migrations',
});
