import { z } from '@hono/zod-openapi';

/** A problem document as the API describes it. */
export const problemSchema = z
  .looseObject({
    type: z
      .string()
      .openapi({ description: '問題の種類。説明のページのURL / Page that explains it' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().openapi({ description: '要求の番号 / Number of the request' }),
    ja: z.object({ title: z.string(), detail: z.string() }),
    en: z.object({ title: z.string(), detail: z.string() }),
    told: z
      .object({ ja: z.string(), en: z.string() })
      .optional()
      .openapi({ description: '申込者にお知らせする文 / What the applicant is told' }),
  })
  .openapi('Problem');

/** What a status means here, for descriptions. */
export const MEANINGS = {
  400: '形式の誤り / Malformed',
  401: '受付窓口の不明 / Portal unknown',
  403: '受付窓口の停止 / Portal closed',
  404: '該当なし / Not found',
  409: '既にあるものとの食い違い / Conflict',
  413: '本文の上限超過 / Body too large',
  415: '本文の種類 / Media type',
  422: '受け付けられない内容 / Not acceptable',
  429: '要求の過多 / Too many requests',
  503: '一時的な停止 / Unavailable',
} as const;

type Meaning = keyof typeof MEANINGS;

/** The problems a route may answer with, for its description. */
export function problemAnswers<const S extends readonly Meaning[]>(...statuses: S) {
  const content = { 'application/problem+json': { schema: problemSchema } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: MEANINGS[status], content }]),
  ) as unknown as Record<S[number], { description: string; content: typeof content }>;
}
