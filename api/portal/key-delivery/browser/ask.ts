import type { KeyDelivery, RedemptionBody } from '../../../../portal-client/redemption.ts';

/** What became of a redemption, as the page's server answers. */
export interface RedeemAnswer {
  readonly outcome?: 'redeemed' | 'wrongCode' | 'locked' | 'keyRefused' | 'used' | 'notLive';
  readonly attemptsLeft?: number;
}

/** What was issued. */
export interface Issued {
  readonly state: string;
  readonly certificates: readonly {
    readonly order: number;
    readonly der: string;
    readonly pem: string;
  }[];
}

/** Raised by an answer that is no success. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  readonly afterSeconds: number;

  constructor(status: number, afterSeconds: number) {
    super(String(status));
    this.status = status;
    this.afterSeconds = afterSeconds;
  }
}

const of = (applicationId: string): string => `/redeem/${applicationId}`;

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(path, { cache: 'no-store', credentials: 'omit', ...init });
  if (response.ok) return (await response.json()) as T;
  throw new Refused(response.status, Number(response.headers.get('retry-after') ?? 60));
}

/** Asks for salt and nonce. */
export const askKeyDelivery = (applicationId: string): Promise<KeyDelivery> =>
  ask(`${of(applicationId)}/key-delivery`);

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const PATIENCE_MS = 120_000;
const POLL_MS = 2000;

/** Sends a redemption until it is judged. The same one twice is one attempt. */
export async function sendRedemption(
  applicationId: string,
  codeNumber: number,
  body: RedemptionBody,
): Promise<RedeemAnswer> {
  const path = `${of(applicationId)}/key-delivery/${codeNumber}/redemption`;
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'PUT', headers, body: JSON.stringify(body) };
  for (const end = Date.now() + PATIENCE_MS; ;) {
    const answer = await ask<RedeemAnswer>(path, init);
    if (answer.outcome !== undefined || Date.now() > end) return answer;
    await pause(POLL_MS);
  }
}

/** Asks for what was issued, as the browser that redeemed. */
export const askIssued = (
  applicationId: string,
  { nonce, mac }: { readonly nonce: string; readonly mac: string },
): Promise<Issued> =>
  ask(`${of(applicationId)}/certificates`, {
    headers: { authorization: `Bearer ${nonce}.${mac}` },
  });

/** Asks until everything is issued. */
export async function awaitIssued(
  applicationId: string,
  redeemed: { readonly nonce: string; readonly mac: string },
): Promise<Issued> {
  for (;;) {
    const issued = await askIssued(applicationId, redeemed).catch(() => undefined);
    if (issued && issued.state !== 'issuing') return issued;
    await pause(POLL_MS);
  }
}
