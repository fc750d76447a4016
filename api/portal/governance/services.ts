import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { isTrue } from '../../../domain/decision/condition.ts';
import type { RuleSet } from '../../../domain/decision/rule-set.ts';
import type { CertificateService } from '../../../domain/governance/certificate-service.ts';
import { said, sha256 } from '../application/field-schemas.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { problems } from '../problems/catalogue.ts';
import { ruleSetFor } from './rule-set-for.ts';

const serviceSchema = z
  .object({
    id: z.string(),
    name: said,
    certificateTypes: z.array(z.enum(['basic', 'attribute'])),
    keyDeliveries: z.array(z.enum(['simultaneous', 'code'])).openapi({
      description: '公開鍵の届出の方法 / Ways in which the key may arrive',
    }),
    validityMonthsMax: z.int(),
  })
  .openapi('CertificateService');

const servicesRoute = createRoute({
  method: 'get',
  path: '/services',
  operationId: 'listServices',
  tags: ['governance'],
  summary: '認証業務 / Certificate services in force',
  responses: {
    200: {
      description: '今日の認証業務 / The services of today',
      content: { 'application/json': { schema: z.object({ services: z.array(serviceSchema) }) } },
    },
    ...problemAnswers(429, 503),
  },
});

const explanationSchema = z
  .object({
    version: z.string(),
    sha256,
    mediaType: z.string(),
    content: z.base64().openapi({ description: '示すべき文書 / The document to be shown' }),
  })
  .openapi('Explanation');

const explanationRoute = createRoute({
  method: 'get',
  path: '/explanations/current',
  operationId: 'readCurrentExplanation',
  tags: ['governance'],
  summary: '重要事項説明（現行） / The explanation of important matters in force',
  responses: {
    200: {
      description: '現行の重要事項説明 / The explanation in force',
      content: { 'application/json': { schema: explanationSchema } },
    },
    ...problemAnswers(404, 429, 503),
  },
});

/** Whether a key may come with the application, by the rule that judges it. */
function isSimultaneousOpen(service: CertificateService, { rules, parameters }: RuleSet): boolean {
  const facts = { ...service, identityRoute: 'jpki', keyDelivery: 'simultaneous' };
  const rule = rules.find(({ id }) => id === 'duty.keyDelivery');
  return !rule?.branches.some(({ when }) => isTrue(when, { facts, parameters, isComplete: true }));
}

const viewOf = (each: CertificateService, ruleSet: RuleSet): z.infer<typeof serviceSchema> => ({
  id: each.id,
  name: each.name,
  certificateTypes: [...each.certificateTypes],
  keyDeliveries: isSimultaneousOpen(each, ruleSet) ? ['simultaneous', 'code'] : ['code'],
  validityMonthsMax: Number(ruleSet.parameters['maxValidityMonths']),
});

/** A document says by its first octets what it is; nobody kept its media type. */
function mediaTypeOf(content: Buffer): string {
  if (content.subarray(0, 5).toString('latin1') === '%PDF-') return 'application/pdf';
  const start = content.subarray(0, 256).toString('utf8').trimStart().toLowerCase();
  const isHtml = start.startsWith('<!doctype html') || start.startsWith('<html');
  return isHtml ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8';
}

/** What everybody may know: the services and the explanation in force. */
export const governance = ({ records, now }: PortalDependencies) =>
  new OpenAPIHono<PortalEnvironment>()
    .openapi(servicesRoute, async (c) => {
      const { services, ruleSetId } = await records.governance.inForce(now());
      const ruleSet = ruleSetFor(ruleSetId);
      return c.json({ services: services.map((each) => viewOf(each, ruleSet)) }, 200);
    })
    .openapi(explanationRoute, async (c) => {
      const current = await records.governance.currentExplanation(now());
      if (!current) throw new Refusal(problems.notFound);
      const { version, sha256: hash, content } = current;
      const mediaType = mediaTypeOf(content);
      return c.json({ version, sha256: hash, mediaType, content: content.toString('base64') }, 200);
    });
