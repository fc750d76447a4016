import { hash, randomBytes } from 'node:crypto';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { RedeemableCode } from '../../../db/application/code-redemptions.ts';
import { announcedHolidays, deadlineAfter } from '../../../domain/governance/business-days.ts';
import { printJapanTime } from '../../../domain/governance/calendar.ts';
import { defaultPeriods, defaultPolicyValues } from '../../../domain/governance/policy.ts';
import { CODE_KEY_DERIVATION } from '../../../domain/key-delivery/code.ts';
import { isLive } from '../../../domain/key-delivery/code-step.ts';
import { toldOfCode, toldOfRedemption } from '../../../domain/key-delivery/told-of-code.ts';
import { bodySize } from '../../middleware/body-size.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { applicationPath } from '../application/field-schemas.ts';
import { ownCase } from '../application/own-case.ts';
import { authenticate, requireOpen } from '../authenticate.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { problems } from '../problems/catalogue.ts';
import { redeem } from './redeem.ts';
import {
  keyDelivery,
  redemptionAnswer,
  redemptionBody,
  redemptionPath,
  redemptionReceived,
} from './redemption-schemas.ts';

/** Four certificate requests of the longest keys in Base64, and the rest. */
const BODY_OCTETS_MAX = 384 * 1024;

const RECEIVED = {
  ja: '受け付けました。結果を確かめています。同じ内容をもう一度送ると、結果をお答えします。',
  en: 'Received; the result is being established. Send the same again, and you get it.',
};

const getRoute = (deps: PortalDependencies) =>
  createRoute({
    method: 'get',
    path: '/{applicationId}/key-delivery',
    operationId: 'readKeyDelivery',
    tags: ['key-delivery'],
    summary: '利用者識別符号の状況と乱数 / Where the code stands, and a nonce for its redemption',
    description:
      '符号を使える間は、要求のたびに新しい乱数を返します。鍵Kは、符号の16文字からPBKDF2で作ります。符号そのものは、どこにも送りません。\n\n' +
      'While the code can be used, each request gets another nonce. K is derived from the 16 symbols by PBKDF2; the code itself is sent nowhere.',
    security: [{ portalToken: [] }],
    middleware: [authenticate(deps)] as const,
    request: { params: applicationPath },
    responses: {
      200: {
        description: '利用者識別符号の状況 / Where it stands',
        content: { 'application/json': { schema: keyDelivery } },
      },
      ...problemAnswers(400, 401, 404, 429, 503),
    },
  });

const putRoute = (deps: PortalDependencies) =>
  createRoute({
    method: 'put',
    path: '/{applicationId}/key-delivery/{codeNumber}/redemption',
    operationId: 'redeemCode',
    tags: ['key-delivery'],
    summary: '利用者識別符号による公開鍵の届出 / Send in the keys under the code',
    description:
      '符号から作った鍵KによるMACと、証明書ごとの公開鍵を受け付けます。10秒以内に結果が出れば200、出なければ202です。同じ内容を送り直しても一度しか数えません。\n\n' +
      'Takes the MAC under K with a key for each certificate. 200 with the outcome if there is one within ten seconds, else 202. The same content counts once, however often it is sent.',
    security: [{ portalToken: [] }],
    middleware: [
      authenticate(deps),
      requireOpen,
      bodySize(BODY_OCTETS_MAX, problems.bodyTooLarge),
    ] as const,
    request: {
      params: redemptionPath,
      body: { required: true, content: { 'application/json': { schema: redemptionBody } } },
    },
    responses: {
      200: {
        description: '結果 / The outcome',
        content: { 'application/json': { schema: redemptionAnswer } },
      },
      202: {
        description:
          '受け付けました。結果はまだ出ていません / Received; the outcome is still to come',
        content: { 'application/json': { schema: redemptionReceived } },
      },
      ...problemAnswers(400, 401, 403, 404, 413, 415, 422, 429, 503),
    },
  });

/** The newest code of a case. @throws Refusal if it has none. */
async function codeOf({ records }: PortalDependencies, applicationId: string) {
  const code = await records.redemptions.newestCode(applicationId);
  if (!code) throw new Refusal(problems.codeNotMade);
  return code;
}

/** A nonce for a redemption, kept as its hash; none while the code cannot be used. */
async function handOutNonce(
  { records, now }: Pick<PortalDependencies, 'records' | 'now'>,
  applicationId: string,
  { codeNumber, state }: RedeemableCode,
) {
  if (!isLive(state)) return {};
  const nonce = randomBytes(16).toString('hex');
  const period = defaultPeriods.redemptionNonceLife;
  const expires = deadlineAfter(now().getTime(), period, announcedHolidays);
  await records.redemptions.keepNonce({
    nonceSha256: hash('sha256', nonce),
    applicationId,
    codeNumber,
    expiresAt: new Date(expires),
  });
  return { nonce, nonceExpiresAt: printJapanTime(expires) };
}

/** What whoever redeems a code is told of it, with a nonce while it can be used. */
export async function deliveryOf(
  deps: Pick<PortalDependencies, 'records' | 'now'>,
  applicationId: string,
  code: RedeemableCode,
) {
  const { codeNumber, state, salt, failures, lapsesAt, textSha256, orders } = code;
  return {
    applicationId,
    codeNumber,
    state,
    told: { ...toldOfCode(code) },
    salt,
    iterations: CODE_KEY_DERIVATION.iterations,
    ...(await handOutNonce(deps, applicationId, code)),
    attemptsLeft: Math.max(0, defaultPolicyValues.codeAttemptsMax - failures),
    lapsesAt: printJapanTime(lapsesAt.getTime()),
    textSha256,
    orders: orders.map((each) => ({ ...each })),
  };
}

/** PUT, not POST: the same content is one attempt, however often it is sent. */
export const keyDeliveries = (deps: PortalDependencies) =>
  new OpenAPIHono<PortalEnvironment>()
    .openapi(getRoute(deps), async (c) => {
      const { applicationId } = c.req.valid('param');
      await ownCase(deps, applicationId, c.var.portal.id);
      const code = await codeOf(deps, applicationId);
      c.header('Cache-Control', 'no-store');
      return c.json(await deliveryOf(deps, applicationId, code), 200);
    })
    .openapi(putRoute(deps), async (c) => {
      const { applicationId, codeNumber } = c.req.valid('param');
      const row = await ownCase(deps, applicationId, c.var.portal.id);
      const code = await codeOf(deps, applicationId);
      if (codeNumber > code.codeNumber) throw new Refusal(problems.codeNotMade);
      const body = c.req.valid('json');
      const redeemed = await redeem(deps, { row, code, codeNumber, body, at: deps.now() });
      if (!redeemed) return c.json({ told: RECEIVED }, 202);
      return c.json({ ...redeemed, told: { ...toldOfRedemption(redeemed) } }, 200);
    });
