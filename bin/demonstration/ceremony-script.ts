import type { HsmAlgorithm, HsmToken } from '../../adapters/hsm/hsm-token.ts';
import type { CryptoModule } from '../../domain/governance/crypto-module-register.ts';
import type { CeremonyScript } from '../commands/ceremony/script.ts';
import { demonstrationShare } from './custodian-files.ts';
import {
  ACCREDITATIONS,
  CUSTODIANS,
  EFFECTIVE_FROM,
  EXPLANATION,
  ISSUERS,
  OFFICERS,
  ORGANIZATION,
  PROFILES_EFFECTIVE_FROM,
  profileOf,
  ROOM_TERMINAL,
} from './documents.ts';

/** What the demonstration's script is made from. */
export interface DemonstrationRoom {
  readonly identity: ReturnType<HsmToken['identity']>;
  readonly activationDir: string;
  readonly algorithm: HsmAlgorithm;
  readonly repositoryUrl: string;
  /** Register of officers, as JSON. */
  readonly officers: unknown;
  /** Certificate of the print vendor, DER. */
  readonly vendorCertificate: Buffer;
}

/** The register entry of a token in software: it says what it is. */
export const softwareModule = (identity: ReturnType<HsmToken['identity']>): CryptoModule => ({
  id: 'software-token-1',
  kind: 'software',
  manufacturer: identity.manufacturer,
  model: identity.model,
  serialNumber: identity.serialNumber,
  firmware: identity.firmwareVersion,
  certificate: 'none',
  standard: 'none',
  level: 0,
  place: 'this machine, demonstration only',
  linkProtection: 'none',
});

const effectiveFrom = EFFECTIVE_FROM.toISOString();

const document = (
  type: 'accreditations' | 'explanation' | 'profile' | 'printVendor',
  content: object,
  from = EFFECTIVE_FROM,
) => ({ type, content: content as Record<string, never>, effectiveFrom: from.toISOString() });

const printVendorOf = (certificate: Buffer) => ({
  v: 1,
  vendor: 'sample-printer',
  certificate: certificate.toString('base64'),
});

/** The script of the demonstration's first ceremony, held by itself at the first start. */
export function demonstrationScript(room: DemonstrationRoom): CeremonyScript {
  const { version, sha256 } = EXPLANATION;
  return {
    v: 1,
    ceremony: 'demonstration',
    install: 'demonstration',
    terminal: ROOM_TERMINAL,
    responsiblePerson: OFFICERS[0].id,
    witnesses: [],
    present: [...CUSTODIANS],
    custodians: CUSTODIANS.map((id) => ({ id, ...demonstrationShare(room.activationDir, id) })),
    pin: 'keep',
    organization: ORGANIZATION,
    modules: { v: 1, modules: [softwareModule(room.identity) as unknown as Record<string, never>] },
    officers: room.officers as Record<string, never>,
    documents: [
      { type: 'ruleSet', ruleSet: '2026-12', effectiveFrom },
      document('accreditations', ACCREDITATIONS),
      document('explanation', { version, sha256 }),
      document('printVendor', printVendorOf(room.vendorCertificate)),
      ...ACCREDITATIONS.services.map(({ id }) =>
        document('profile', profileOf(id, room.repositoryUrl), PROFILES_EFFECTIVE_FROM),
      ),
    ],
    keys: ISSUERS.map(({ service, hsmLabel, commonName }) => ({
      hsmLabel,
      algorithm: room.algorithm,
      commonName,
      services: [service],
    })),
  };
}
