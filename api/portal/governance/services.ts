import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { isTrue } from '../../../domain/decision/condition.ts';
import type { RuleSet } from '../../../domain/decision/rule-set.ts';
import type { CertificateService } from '../../../domain/governance/certificate-service.ts';
import { said } from '../application/field-schemas.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
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

/** What everybody may know: the services in force. */
export const services = ({ records, now }: PortalDependencies) =>
  new OpenAPIHono<PortalEnvironment>().openapi(servicesRoute, async (c) => {
    const { services: inForce, ruleSetId } = await records.governance.inForce(now());
    const ruleSet = ruleSetFor(ruleSetId);
    return c.json({ services: inForce.map((each) => viewOf(each, ruleSet)) }, 200);
  });
