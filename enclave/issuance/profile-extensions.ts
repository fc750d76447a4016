import * as der from '../../adapters/x509/der-writer.ts';
import { extension } from '../../adapters/x509/extension.ts';
import {
  crlShardOf,
  crlShardsOf,
  type CertificateProfiles,
  type CertificateShape,
  type ExtensionName,
  type KeyUsage,
  type ProfileExtension,
} from '../../domain/issuance/certificate-profiles.ts';

/** Writes `[3] Extensions` of one certificate from the identifier of its key and its serial number. */
export type ExtensionsWriter = (keyId: Buffer, serialNumber: string) => Buffer;

const USAGE_BITS: Readonly<Record<KeyUsage, number>> = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyCertSign: 5,
  cRLSign: 6,
};

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const CPS_QUALIFIER = '1.3.6.1.5.5.7.2.1';
const ACCESS = { ocsp: '1.3.6.1.5.5.7.48.1', caIssuers: '1.3.6.1.5.5.7.48.2' } as const;

const written = (id: string, { critical }: ProfileExtension, value: Buffer): Buffer =>
  extension(id, value, critical);

const uri = (url: string): Buffer => der.implicit(6, Buffer.from(url, 'latin1'));

function policies({ policy = '', withCps }: ProfileExtension, cpsUrl: string): Buffer {
  const qualifiers = der.seq(der.seq(der.oid(CPS_QUALIFIER), der.ia5String(cpsUrl)));
  return der.seq(der.seq(der.oid(policy), ...(withCps ? [qualifiers] : [])));
}

const access = (method: string, url: string): Buffer => der.seq(der.oid(method), uri(url));

/** Whose certificate names the places. */
interface Places {
  readonly profiles: CertificateProfiles;
  readonly issuerKeyId: string;
}

/** The part that is the same for each certificate, or how to write it for one. */
type Part = Buffer | ((keyId: Buffer, serialNumber: string) => Buffer);

function crlPart(of: ProfileExtension, { profiles, issuerKeyId }: Places): Part {
  const shards = crlShardsOf(profiles);
  const lists = Array.from({ length: shards }, (_, shard) => {
    const url = uri(`${profiles.repositoryUrl}/crls/${issuerKeyId}/${shard}.crl`);
    return written('2.5.29.31', of, der.seq(der.seq(der.explicit(0, der.explicit(0, url)))));
  });
  const [only = NOTHING] = lists;
  if (shards === 1) return only;
  return (_, serialNumber) => lists[crlShardOf(serialNumber, shards)] ?? NOTHING;
}

const NOTHING = Buffer.alloc(0);

const PARTS: Readonly<Record<ExtensionName, (of: ProfileExtension, places: Places) => Part>> = {
  authorityKeyIdentifier: (of, { issuerKeyId }) =>
    written('2.5.29.35', of, der.seq(der.implicit(0, Buffer.from(issuerKeyId, 'hex')))),
  subjectKeyIdentifier: (of) => (keyId) => written('2.5.29.14', of, der.octetString(keyId)),
  keyUsage: (of) => {
    const bits = (of.usages ?? []).map((usage) => USAGE_BITS[usage]);
    return written('2.5.29.15', of, der.namedBits(bits));
  },
  extendedKeyUsage: (of) => {
    const purposes = (of.purposes ?? []).map(() => der.oid(OCSP_SIGNING));
    return written('2.5.29.37', of, der.seq(...purposes));
  },
  basicConstraints: (of) => {
    const pathLength = der.smallInteger(of.pathLength ?? 0);
    return written('2.5.29.19', of, der.seq(der.boolean(true), pathLength));
  },
  certificatePolicies: (of, { profiles }) =>
    written('2.5.29.32', of, policies(of, profiles.cpsUrl)),
  cRLDistributionPoints: crlPart,
  authorityInfoAccess: (of, { profiles: { repositoryUrl }, issuerKeyId }) => {
    const ocsp = access(ACCESS.ocsp, `${repositoryUrl}/ocsp`);
    const issuer = access(ACCESS.caIssuers, `${repositoryUrl}/issuers/${issuerKeyId}.cer`);
    return written('1.3.6.1.5.5.7.1.1', of, der.seq(ocsp, issuer));
  },
  ocspNoCheck: (of) => written('1.3.6.1.5.5.7.48.1.5', of, der.nullValue()),
};

/** Encodes once what all certificates of a shape under one issuer key have in common. */
export function extensionsWriter(
  shape: CertificateShape,
  profiles: CertificateProfiles,
  issuerKeyId: string,
): ExtensionsWriter {
  const parts = shape.extensions.map((each) =>
    PARTS[each.extension](each, { profiles, issuerKeyId }),
  );
  return (keyId, serialNumber) =>
    der.explicit(
      3,
      der.seq(
        ...parts.map((part) => (typeof part === 'function' ? part(keyId, serialNumber) : part)),
      ),
    );
}
