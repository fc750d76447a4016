import { readOcspResponse } from '../../../adapters/jlis/ocsp-response.ts';
import { verifyOcspResponse } from '../../../adapters/jlis/verify-response.ts';
import { judgeApplication } from '../../../adapters/jpki/judge-application.ts';
import { judgeJpkiCertificate } from '../../../adapters/jpki/judge-jpki-certificate.ts';
import { readSignatureContainer } from '../../../adapters/jpki/signature-container.ts';
import { UnreadableContainer } from '../../../adapters/jpki/unreadable-container.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { readCrl } from '../../../adapters/x509/crl/crl.ts';
import { judgeCrl } from '../../../adapters/x509/crl/judge-crl.ts';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import { judgeCertificate } from '../../../adapters/x509/judge-certificate.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { ruleSets } from '../../../domain/decision/rule-sets.ts';
import type { Material } from './material.ts';

/** One of the commands that judge outside octets, as a function. */
export interface HostileTarget {
  /** Octets to change. */
  readonly seeds: readonly Buffer[];
  /** What the octets say if they are valid by the command; undefined if they are not, or cannot be read. */
  readonly judge: (octets: Buffer) => string | undefined;
}

/** The documented failure of a reader is an answer; any other is a crash. */
function unlessUnreadable(judge: () => string | undefined): string | undefined {
  try {
    return judge();
  } catch (error) {
    if (error instanceof MalformedDer || error instanceof UnreadableContainer) return undefined;
    throw error;
  }
}

function saidByAnswer(octets: Buffer): string {
  const response = readOcspResponse(octets);
  return response.status === 'successful' ? sha256Hex(response.basic.tbs) : 'none';
}

/** Text and signer: what else a container holds is not what was signed. */
function saidByContainer(octets: Buffer, text: Buffer): string {
  const { signer, text: own } = readSignatureContainer(octets);
  return `${sha256Hex(own ?? text)} ${sha256Hex(signer?.der ?? Buffer.alloc(0))}`;
}

/** The code of the four commands for investigators. */
export function targetsOf(material: Material): Readonly<Record<string, HostileTarget>> {
  const { at, anchors, certificate, issuer, crlIssuer, text } = material;
  const [ruleSet] = ruleSets;
  const authorities = anchors.map(readCertificate);
  return {
    'verify-certificate': {
      seeds: material.certificates,
      judge: (octets) => {
        const { verdict } = judgeCertificate({ certificate: octets, trust: anchors, at });
        return verdict === 'valid' ? sha256Hex(octets) : undefined;
      },
    },
    'verify-certificate --profile jpki': {
      seeds: material.certificates,
      judge: (octets) => {
        const { verdict } = judgeJpkiCertificate({ certificate: octets, trust: anchors, at });
        return verdict === 'valid' ? sha256Hex(octets) : undefined;
      },
    },
    'verify-ocsp': {
      seeds: material.answers,
      judge: (response) =>
        unlessUnreadable(() => {
          const limits = { maxSkewSeconds: 300, maxAgeSeconds: 86_400 };
          const { valid } = verifyOcspResponse({ response, certificate, issuer, at, ...limits });
          return valid ? saidByAnswer(response) : undefined;
        }),
    },
    'verify-crl': {
      seeds: material.crls,
      judge: (crl) => {
        const { verdict } = judgeCrl({ crl, issuer: crlIssuer, at });
        return verdict === 'valid' ? sha256Hex(readCrl(crl).tbs) : undefined;
      },
    },
    'verify-application': {
      seeds: material.containers,
      judge: (container) =>
        unlessUnreadable(() => {
          if (!ruleSet) throw new Error('no rule set');
          const found = { container, text: undefined, at, anchors: authorities, ruleSet };
          const { valid } = judgeApplication(found);
          return valid ? saidByContainer(container, text) : undefined;
        }),
    },
    'verify-application --text': {
      seeds: material.containers,
      judge: (container) =>
        unlessUnreadable(() => {
          if (!ruleSet) throw new Error('no rule set');
          const { valid } = judgeApplication({
            container,
            text,
            at,
            anchors: authorities,
            ruleSet,
          });
          return valid ? saidByContainer(container, text) : undefined;
        }),
    },
  };
}
