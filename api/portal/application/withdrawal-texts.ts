import { z } from '@hono/zod-openapi';
import { isFinal } from '../../../domain/application/states.ts';
import type { ApplicationState } from '../../../domain/application/states.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';
import { applicationId } from './field-schemas.ts';
import { ownSigningCase } from './own-case.ts';
import { textRoutes } from './text-routes.ts';

const withdrawalTextRequest = z
  .strictObject({
    applicationId,
    method: z.enum(['jpki', 'ownCertificate']).openapi({
      description:
        '署名する証明書：署名用電子証明書か、当認証局の有効な証明書か / What signs: the card, or a valid certificate of ours',
    }),
  })
  .openapi('WithdrawalTextRequest');

/** `POST /withdrawal-texts`: the text that takes an application back (取下げ). */
export const withdrawalTexts = (deps: PortalDependencies) =>
  textRoutes(deps, {
    operationId: 'handOutWithdrawalText',
    tag: 'application',
    summary: '取下書の交付 / Hand out the text that takes an application back',
    description:
      '申込みの取下書を作って返します。終わった申込みのものは交付しません。\n\n' +
      'Builds the text of a withdrawal. None is handed out for an application that has ended.',
    schema: withdrawalTextRequest,
    linesOf: async (request, portal) => {
      const row = await ownSigningCase(deps, request.applicationId, portal.id);
      if (isFinal(row.state as ApplicationState)) throw new Refusal(problems.applicationClosed);
      return {
        kind: 'withdrawal',
        applicationId: request.applicationId,
        service: row.service,
        method: request.method,
        applicationTextSha256: row.textSha256,
      };
    },
  });
