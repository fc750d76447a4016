import { z } from '@hono/zod-openapi';

/** 申込番号: the portal makes it, so that sending twice is receiving once. */
export const applicationId = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  .openapi({
    description: '申込番号。UUIDv7、小文字 / Application id: a UUIDv7 in lower case (RFC 9562)',
    example: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  });

/** The path of one application. */
export const applicationPath = z.object({
  applicationId: applicationId.openapi({ param: { name: 'applicationId', in: 'path' } }),
});

/** Number of a certificate in the text, from 1. */
export const order = z.int().min(1).max(4).openapi({
  description: '証明書の番号（申込書の「証明書1」など）/ Number of the certificate in the text',
  example: 1,
});

/** Octets in Base64, at most this many of them. */
export const base64 = (octetsMax: number, description: string) =>
  z
    .base64()
    .min(4)
    .max(Math.ceil(octetsMax / 3) * 4)
    .openapi({ description, contentEncoding: 'base64' } as object);

/** SHA-256 in hexadecimal. */
export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .openapi({ description: 'SHA-256' });

/** A sentence in both languages. */
export const said = z.object({ ja: z.string(), en: z.string() });

/** Text on one line, of 1 to so many UTF-16 units. */
export const oneLine = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // Neither controls nor halves of surrogate pairs: the record is kept as canonical JSON.
    .refine((text) => !/[\p{Cc}\p{Surrogate}]/u.test(text));
