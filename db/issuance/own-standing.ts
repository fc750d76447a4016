import type { AcceptanceState } from '../../domain/issuance/acceptance-states.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** Where a certificate of ours stands with which somebody signs. */
export interface OwnStanding {
  readonly chainId: string;
  readonly service: string;
  readonly state: AcceptanceState;
  readonly notAfter: Date;
  /** A revocation is recorded, and the certificate's own row may not say so yet. */
  readonly isRevoked: boolean;
  /** Held until somebody has decided a request. */
  readonly isSuspended: boolean;
}

const STANDING = `
select a.chain_id as "chainId", a.service, c.state, c.not_after as "notAfter",
  exists (select 1 from revocation_requests r where r.issuer_key_id = o.issuer_key_id
    and r.serial_number = o.serial_number and r.state in ('recorded', 'published')) as "isRevoked",
  exists (select 1 from revocation_requests r where r.issuer_key_id = o.issuer_key_id
    and r.serial_number = o.serial_number and r.state = 'suspended') as "isSuspended"
from orders o join certificates c on c.order_id = o.id
join certificate_applications a on a.id = o.case_id
where o.certificate_sha256 = $1`;

/** Where the certificate of a hash stands; undefined if we issued none such. */
export async function ownStanding(
  { $client }: Pick<OfficeDatabase, '$client'>,
  certificateSha256: string,
): Promise<OwnStanding | undefined> {
  const { rows } = await $client.query<OwnStanding>({
    name: 'own-standing',
    text: STANDING,
    values: [certificateSha256],
  });
  return rows[0];
}
