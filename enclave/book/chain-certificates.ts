/** A certificate of an identity-check chain, as a renewal is held against it. */
export interface ChainCertificate {
  readonly orderId: string;
  readonly applicationId: string;
  readonly certificateSha256: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly dossierSha256: string;
  /** HMAC of the person under the room's secret. */
  readonly person: string;
  readonly isRevoked: boolean;
  readonly isHeld: boolean;
}

/** Those of the chain `$1`, the oldest first. */
export const FIND_CHAIN = {
  name: 'find-chain',
  text: `select i.order_id as "orderId", i.application_id as "applicationId",
           i.certificate_sha256 as "certificateSha256", i.not_before as "notBefore",
           i.not_after as "notAfter", i.dossier_sha256 as "dossierSha256", k.person,
           exists (select 1 from revocations r where r.issuer_key_id = i.issuer_key_id
             and r.serial_number = i.serial_number) as "isRevoked",
           exists (select 1 from suspensions s where s.issuer_key_id = i.issuer_key_id
             and s.serial_number = i.serial_number and s.released_at is null) as "isHeld"
         from issuances i join keys_seen k on k.spki_sha256 = i.spki_sha256
         where i.chain_id = $1 and i.certificate_sha256 is not null
         order by i.not_before, i.order_id`,
} as const;
