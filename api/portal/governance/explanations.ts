import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { AdoptedExplanation } from '../../../db/application/governance-in-force.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { answerTagged } from '../application/entity-tag.ts';
import { sha256 } from '../application/field-schemas.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { problems } from '../problems/catalogue.ts';
import { explanationPage } from './explanation-page.tsx';

const version = z.iso.date().openapi({
  description: '版 / Version',
  example: '2026-10-01',
  param: { name: 'version', in: 'path' },
});

const explanationSchema = z
  .object({
    version: z.string(),
    sha256,
    mediaType: z.string(),
    content: z.base64().openapi({ description: '示すべき文書 / The document to be shown' }),
  })
  .openapi('Explanation');

const listed = z.object({
  version: z.string(),
  sha256,
  effectiveFrom: z.iso.datetime(),
  withdrawnFrom: z.iso.datetime().optional(),
  isCurrent: z.boolean().openapi({ description: 'いま示すべき版 / The version to be shown now' }),
  links: z.object({ json: z.string(), document: z.string(), page: z.string() }),
});

const jsonAnswer = {
  description: '重要事項説明 / The explanation',
  content: { 'application/json': { schema: explanationSchema } },
};

const notModified = { description: '変わっていません / Not modified' };

const common = { method: 'get' as const, tags: ['governance'] };

const listRoute = createRoute({
  ...common,
  path: '/explanations',
  operationId: 'listExplanations',
  summary: '重要事項説明の版 / Versions of the explanation of important matters',
  responses: {
    200: {
      description: 'すべての版、新しい順 / Every version, newest first',
      content: {
        'application/json': { schema: z.object({ explanations: z.array(listed) }) },
      },
    },
    304: notModified,
    ...problemAnswers(429, 503),
  },
});

const currentRoute = createRoute({
  ...common,
  path: '/explanations/current',
  operationId: 'readCurrentExplanation',
  summary: '重要事項説明（現行） / The explanation of important matters in force',
  responses: { 200: jsonAnswer, 304: notModified, ...problemAnswers(404, 429, 503) },
});

const versionRoute = createRoute({
  ...common,
  path: '/explanations/{version}',
  operationId: 'readExplanation',
  summary: '重要事項説明の一つの版 / One version of the explanation',
  request: { params: z.object({ version }) },
  responses: { 200: jsonAnswer, 304: notModified, ...problemAnswers(400, 404, 429, 503) },
});

const documentRoute = createRoute({
  ...common,
  path: '/explanations/{version}/document',
  operationId: 'readExplanationDocument',
  summary: '採択した文書そのもの / The very octets that were adopted',
  description:
    'SHA-256は申込書に記載される値です。\n\nTheir SHA-256 is what stands in the signed text.',
  request: { params: z.object({ version }) },
  responses: {
    200: {
      description: '文書 / The document',
      content: {
        'text/html': { schema: z.string() },
        'text/plain': { schema: z.string() },
        'application/pdf': { schema: z.string() },
      },
    },
    304: notModified,
    ...problemAnswers(400, 404, 429, 503),
  },
});

const pageRoute = createRoute({
  ...common,
  path: '/explanations/{version}/page',
  operationId: 'readExplanationPage',
  summary: '画面に示すためのページ / A page to be shown',
  description:
    '文書がテキストのとき、その内容をHTMLにしたものです。HTMLの文書はそのまま返します。PDFにはありません。\n\n' +
    'What a plain document says, as HTML; a document in HTML as it is. A PDF has none.',
  request: { params: z.object({ version }) },
  responses: {
    200: { description: 'HTML', content: { 'text/html': { schema: z.string() } } },
    304: notModified,
    ...problemAnswers(400, 404, 429, 503),
  },
});

const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';

/** A page that is shown: style of our own, and nothing that runs. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/** A document says by its first octets what it is; nobody kept its media type. */
export function mediaTypeOf(content: Buffer): string {
  if (content.subarray(0, 5).toString('latin1') === '%PDF-') return 'application/pdf';
  const start = content.subarray(0, 256).toString('utf8').trimStart().toLowerCase();
  const isHtml = start.startsWith('<!doctype html') || start.startsWith('<html');
  return isHtml ? HTML : TEXT;
}

const viewOf = ({ version: of, sha256: hash, content }: AdoptedExplanation) => ({
  version: of,
  sha256: hash,
  mediaType: mediaTypeOf(content),
  content: content.toString('base64'),
});

/** The explanation of important matters (重要事項説明, 規則6条1号): every version that was adopted, for ever. */
export function explanations({ records, now, publicUrl }: PortalDependencies) {
  const { governance } = records;
  const found = async (of: string): Promise<AdoptedExplanation> => {
    const adopted = await governance.explanation(of);
    if (!adopted) throw new Refusal(problems.notFound);
    return adopted;
  };
  return new OpenAPIHono<PortalEnvironment>()
    .openapi(listRoute, async (c) => {
      const at = now();
      const [{ explanations: all }, current] = await Promise.all([
        governance.inForce(at),
        governance.currentExplanation(at),
      ]);
      const answer = {
        explanations: all.map((each) => {
          const json = `${publicUrl}/explanations/${each.version}`;
          return {
            version: each.version,
            sha256: each.sha256,
            effectiveFrom: each.effectiveFrom.toISOString(),
            ...(each.withdrawnFrom ? { withdrawnFrom: each.withdrawnFrom.toISOString() } : {}),
            isCurrent: each.version === current?.version,
            links: { json, document: `${json}/document`, page: `${json}/page` },
          };
        }),
      };
      return answerTagged(c, answer) ? c.body(null, 304) : c.json(answer, 200);
    })
    .openapi(currentRoute, async (c) => {
      const current = await governance.currentExplanation(now());
      if (!current) throw new Refusal(problems.notFound);
      const answer = viewOf(current);
      return answerTagged(c, answer) ? c.body(null, 304) : c.json(answer, 200);
    })
    .openapi(versionRoute, async (c) => {
      const answer = viewOf(await found(c.req.valid('param').version));
      return answerTagged(c, answer) ? c.body(null, 304) : c.json(answer, 200);
    })
    .openapi(documentRoute, async (c) => {
      const { content } = await found(c.req.valid('param').version);
      c.header('Content-Security-Policy', PAGE_POLICY);
      if (answerTagged(c, content)) return c.body(null, 304);
      return c.body(new Uint8Array(content), 200, { 'Content-Type': mediaTypeOf(content) });
    })
    .openapi(pageRoute, async (c) => {
      const { content, ...named } = await found(c.req.valid('param').version);
      const mediaType = mediaTypeOf(content);
      if (mediaType !== HTML && mediaType !== TEXT) throw new Refusal(problems.notFound);
      const text = content.toString('utf8');
      const page =
        mediaType === HTML ? text : (await explanationPage({ ...named, text })).toString();
      c.header('Content-Security-Policy', PAGE_POLICY);
      return answerTagged(c, page)
        ? c.body(null, 304)
        : c.body(page, 200, { 'Content-Type': HTML });
    });
}
