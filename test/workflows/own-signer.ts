import { sign } from 'node:crypto';
import { buildSignedData } from '../../adapters/jpki/signed-data.ts';
import type { Card } from '../../simulator/card.ts';
import type { Applying } from './course.ts';
import type { Stage } from './lifecycle-stage.ts';

/** Whoever holds the first certificate of a case and its key, in the place of a card: it signs as a card does. */
export async function ownSigner(
  { office }: Stage,
  { applicationId, applicant, card }: Applying,
): Promise<Card> {
  const { rows } = await office.db.$client.query<{ chainId: string; sha256: string }>(
    `select a.chain_id as "chainId", o.certificate_sha256 as sha256 from orders o
     join certificate_applications a on a.id = o.case_id
     where o.case_id = $1 and o.certificate_sha256 is not null order by o.order_number limit 1`,
    [applicationId],
  );
  const { chainId = '', sha256 = '' } = rows[0] ?? {};
  const certificate = office.evidence.get({ caseId: applicationId, chainId }, [sha256]).get(sha256);
  const [key] = applicant.keys;
  if (!certificate || !key) throw new Error('no certificate to sign with');
  const signer = {
    person: card.person,
    sign: (text: Buffer) =>
      buildSignedData({
        content: text,
        certificate,
        digest: 'sha256',
        sign: (octets) => sign('sha256', octets, key.privateKey),
      }),
  };
  return signer as unknown as Card;
}
