import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readFolder } from '../bundle/read-folder.ts';
import { readTrustFile, type GivenTrust } from '../bundle/trust.ts';
import { BundleUnreadable, verifyBundle } from '../bundle/verify-bundle.ts';

const USAGE = 'toroku verify-bundle DIR --at TIME [--trust FILE]…';

const OPTIONS = {
  at: { type: 'string' },
  trust: { type: 'string', multiple: true },
} as const;

interface Order {
  readonly dir: string;
  readonly at: Date;
  readonly trust: readonly string[];
}

/**
 * `toroku verify-bundle`: verifies the long-term evidence of one case; needs no setting, database or
 * network. The last line is the verdict as JSON.
 *
 * @returns 0 valid, 1 not, 2 no bundle or an unreadable file of trust, 64 usage
 */
export async function verifyBundleCommand(args: readonly string[]): Promise<number> {
  const order = orderOf(args);
  if (!order) {
    console.error(USAGE);
    return 64;
  }
  try {
    const given = givenIn(order.trust);
    const verdict = verifyBundle({ files: readFolder(order.dir), given, at: order.at });
    for (const { rule, outcome, detail } of verdict.findings) {
      if (outcome !== 'holds') console.error(`${outcome}: ${rule}: ${detail}`);
    }
    console.log(JSON.stringify(verdict));
    return verdict.valid ? 0 : 1;
  } catch (error) {
    if (!(error instanceof BundleUnreadable)) throw error;
    console.error(`読めません / cannot be read: ${error.message}`);
    return 2;
  }
}

function orderOf(args: readonly string[]): Order | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
    });
    const [dir, ...more] = positionals;
    const at = new Date(values.at ?? Number.NaN);
    if (dir === undefined || more.length > 0 || Number.isNaN(at.getTime())) return undefined;
    return { dir, at, trust: values.trust ?? [] };
  } catch {
    // An option that there is not.
    return undefined;
  }
}

/** @throws BundleUnreadable naming the file */
function givenIn(files: readonly string[]): GivenTrust {
  const given = files.map((file) => {
    const read = readTrustFile(octetsOf(file));
    if (!read) throw new BundleUnreadable(`${file} holds neither certificates nor key lines`);
    return read;
  });
  return {
    certificates: given.flatMap(({ certificates }) => certificates),
    vkeys: given.flatMap(({ vkeys }) => vkeys),
  };
}

function octetsOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new BundleUnreadable(`${file} cannot be opened`);
  }
}
