import { readOcspResponse } from '../../adapters/jlis/ocsp-response.ts';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import { openCrl } from '../../adapters/x509/crl/open-crl.ts';
import { requestFor } from '../../adapters/jlis/cert-id.ts';

/** Whose status is looked at, and where. */
export interface Probed {
  readonly repositoryUrl: string;
  readonly issuerKeyId: string;
  readonly ca: X509Certificate;
  readonly serials: readonly string[];
}

/** What relying parties get at one moment. */
export interface Probe {
  /** Serial numbers that the list names. */
  readonly listed: readonly string[];
  readonly crlNumber: string;
  /** Of the list, in milliseconds since 1970. */
  readonly thisUpdate: number;
  /** Status by serial number; `none` where there is no answer. */
  readonly statuses: Readonly<Record<string, string>>;
  /** Milliseconds until the first of them all ends; below 0, something is expired. */
  readonly leftMs: number;
}

async function fetched(url: string, body?: Buffer): Promise<Buffer> {
  const response = await fetch(url, {
    headers: { 'cache-control': 'no-cache', 'content-type': 'application/ocsp-request' },
    ...(body ? { method: 'POST', body: new Uint8Array(body) } : {}),
  });
  if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Takes the list and the answer for each serial number over HTTP, and judges their times by a clock. */
export async function probe(
  { repositoryUrl, issuerKeyId, ca, serials }: Probed,
  at: number,
): Promise<Probe> {
  const list = openCrl(await fetched(`${repositoryUrl}/crls/${issuerKeyId}/0.crl`));
  if (!list.isSignedBy(ca.spki)) throw new Error('a list that its issuer did not sign');
  const ends = [list.nextUpdate?.getTime() ?? 0];
  const statuses: Record<string, string> = {};
  for (const serial of serials) {
    const octets = await fetched(`${repositoryUrl}/ocsp`, requestFor(ca, serial));
    const answer = readOcspResponse(octets);
    const [single] = answer.status === 'successful' ? answer.basic.responses : [];
    statuses[serial] = single?.certStatus.status ?? 'none';
    ends.push(single?.nextUpdate?.getTime() ?? 0);
  }
  return {
    listed: [...list.serialNumbers()],
    crlNumber: String(list.crlNumber),
    thisUpdate: list.thisUpdate.getTime(),
    statuses,
    leftMs: Math.min(...ends) - at,
  };
}
