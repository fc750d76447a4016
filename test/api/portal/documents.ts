import { createHash } from 'node:crypto';
import { TOKENS, type Office, type RawAnswer } from './office.ts';

/** A document as it is sent; what is left out is as it should be. */
export interface SentDocument {
  readonly applicationId: string;
  readonly octets: Buffer;
  readonly kind?: string;
  /** Hash in the address. */
  readonly named?: string;
  readonly mediaType?: string;
  readonly portal?: keyof typeof TOKENS;
}

/** Sends octets under their hash. */
export async function sendDocument(
  { url }: Pick<Office, 'url'>,
  sent: SentDocument,
): Promise<RawAnswer> {
  const { applicationId, octets, portal = 'own' } = sent;
  const hash = sent.named ?? createHash('sha256').update(octets).digest('hex');
  const response = await fetch(
    `${url}/certificate-applications/${applicationId}/evidence/${hash}`,
    {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${TOKENS[portal]}`,
        'content-type': sent.mediaType ?? 'application/octet-stream',
        'evidence-kind': sent.kind ?? 'baseDocument',
      },
      body: new Uint8Array(octets),
    },
  );
  const text = await response.text();
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  const problem = response.ok ? undefined : String(json['type']).split('/problems/')[1];
  return { status: response.status, headers: response.headers, text, problem, json };
}
