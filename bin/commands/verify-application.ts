import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { octetsOfPem } from '../../adapters/jpki/container-accident.ts';
import { judgeApplication, type JudgedApplication } from '../../adapters/jpki/judge-application.ts';
import { UnreadableContainer } from '../../adapters/jpki/unreadable-container.ts';
import { readCertificate, type X509Certificate } from '../../adapters/x509/certificate.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { ruleSets } from '../../domain/decision/rule-sets.ts';

const USAGE = 'toroku verify-application --at TIME FILE [--text FILE] [--trust FILE…]';

const OPTIONS = {
  at: { type: 'string' },
  text: { type: 'string' },
  trust: { type: 'string', multiple: true },
} as const;

/** What was asked cannot be done; the message is the usage, or names a file. */
class UsageError extends Error {
  override name = 'UsageError';
}

interface Asked {
  readonly at: Date;
  readonly container: Buffer;
  readonly text: Buffer | undefined;
  readonly anchors: readonly X509Certificate[];
}

function octetsOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new UsageError(`cannot read ${file}`);
  }
}

function certificateOf(file: string): X509Certificate {
  const octets = octetsOf(file);
  try {
    return readCertificate(octetsOfPem(octets) ?? octets);
  } catch (error) {
    if (error instanceof MalformedDer) throw new UsageError(`${file} holds no certificate`);
    throw error;
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch {
    throw new UsageError(USAGE);
  }
}

function read(args: readonly string[]): Asked {
  const { values, positionals } = parse(args);
  const [file, ...anchors] = positionals;
  const at = new Date(values.at ?? '');
  // Further files are further anchors: `--trust A B` as well as `--trust A --trust B`.
  const isAsked = anchors.length === 0 || values.trust !== undefined;
  if (file === undefined || !isAsked || Number.isNaN(at.getTime())) {
    throw new UsageError(USAGE);
  }
  return {
    at,
    container: octetsOf(file),
    text: values.text === undefined ? undefined : octetsOf(values.text),
    anchors: [...(values.trust ?? []), ...anchors].map(certificateOf),
  };
}

/** The newest rule set: what holds today is what an investigator asks about. */
function judge(asked: Asked): JudgedApplication {
  const ruleSet = ruleSets.at(-1);
  if (ruleSet === undefined) throw new Error('there is no rule set');
  return judgeApplication({ ...asked, ruleSet });
}

type Told = Pick<JudgedApplication, 'valid' | 'findings'>;

const unreadable = (reason: string): Told => ({
  valid: false,
  findings: [{ rule: 'signature.container/unreadable', outcome: 'forbids', detail: reason }],
});

/**
 * `toroku verify-application`: judges a signed application by itself, offline. The last line of stdout
 * is `{"valid", "findings"}`; nothing of a person is in it.
 *
 * @returns the exit code: 0 valid, 1 invalid, 2 unreadable, 64 usage.
 */
export function verifyApplicationCommand(args: readonly string[]): number {
  try {
    const { valid, findings } = judge(read(args));
    console.log(JSON.stringify({ valid, findings } satisfies Told));
    return valid ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(error.message);
      return 64;
    }
    if (!(error instanceof UnreadableContainer)) throw error;
    console.log(JSON.stringify(unreadable(error.reason)));
    return 2;
  }
}
