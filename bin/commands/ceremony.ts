import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { canonicalOctets, type CanonicalValue } from '../../books/canonical-json.ts';
import type { AgreedAct } from '../../enclave/keys/agreed-act.ts';
import { shareRegisterInForce } from '../../enclave/keys/share-register.ts';
import { preparePrintVendor } from '../../simulator/print-vendor.ts';
import { readConfig } from '../config.ts';
import { ROOM_OFFICERS } from '../demonstration/documents.ts';
import { demonstrationVendor } from '../demonstration/custodian-files.ts';
import { demonstrationScript } from '../demonstration/ceremony-script.ts';
import { publishReader } from '../parts.ts';
import { readOfficersFile } from './adopt-officers.ts';
import { readAgreedAct } from './agreed-act.ts';
import { ceremonyPins } from './ceremony/ceremony-pin.ts';
import { holdCeremony, type EnclaveConfig } from './ceremony/hold-ceremony.ts';
import { makePassphrases } from './ceremony/passphrases.ts';
import { Protocol } from './ceremony/protocol.ts';
import { readScript, type CeremonyScript } from './ceremony/script.ts';
import { holdPenWith, type HeldPen } from './hold-pen.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE = `toroku ceremony --script FILE [--pin-file FILE] [--act ID] [--unattended]
toroku ceremony   (development: the demonstration's own)`;

/** The ceremony cannot be held so; the message says why. */
class CeremonyRefused extends Error {
  override name = 'CeremonyRefused';
}

const OPTIONS = {
  script: { type: 'string' },
  'pin-file': { type: 'string' },
  act: { type: 'string' },
  unattended: { type: 'boolean', default: false },
} as const;

/**
 * `toroku ceremony`: makes issuing keys in the HSM with their CA certificates, hands out the shares of its PIN, and
 * accepts officers, modules and documents into the room, step by step as a script says. Run in the room, with the
 * enclave-worker's settings, while no enclave-worker runs. Safe to run again with the same script.
 */
export async function ceremony(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  const { script: path, act, unattended } = values;
  const isProduction = config.mode === 'production';
  if (isProduction && (path === undefined || unattended)) throw new CeremonyRefused(USAGE);
  const given = path === undefined ? undefined : readScript(JSON.parse(readFileSync(path, 'utf8')));
  if (isProduction && given?.pin === 'keep' && given.custodians.length > 0) {
    throw new CeremonyRefused('pin: keep is for development; whoever made the token knows it');
  }
  publishReader(config.evidenceDir, 'enclave', config.evidenceEnclaveKeyFile);
  const isAttended = path !== undefined && !unattended;
  const protocol = new Protocol({ isAttended, now: () => new Date() });
  try {
    const pins = await ceremonyPins(config, values['pin-file']);
    await holdPenWith(config, pins, async (held, pin) => {
      const script = given ?? (await ownScript(config, held));
      const agreed = act === undefined ? undefined : await agreedOn(config, held, act);
      await holdCeremony({ config, held, protocol, pin }, { script, isProduction, agreed });
    });
  } finally {
    protocol.close();
  }
}

const agreedOn = async (config: EnclaveConfig, held: HeldPen, act: string): Promise<AgreedAct> =>
  (await readAgreedAct(config, held, act)).agreed;

/** The demonstration's script, with the officers of the settings; else its own, who have no passkeys and decide nothing. */
async function ownScript(config: EnclaveConfig, { token, pool }: HeldPen): Promise<CeremonyScript> {
  const { activationDir, officersFile } = config;
  if (activationDir === undefined) throw new CeremonyRefused('ACTIVATION_DIR is missing');
  const officers = officersFile
    ? readOfficersFile(officersFile)
    : canonicalOctets(ROOM_OFFICERS as unknown as CanonicalValue);
  const script = demonstrationScript({
    identity: token.identity(),
    activationDir,
    algorithm: config.issuerKeyAlgorithm,
    repositoryUrl: config.publicRepositoryUrl,
    officers: JSON.parse(officers.toString('utf8')),
    vendorCertificate: await preparePrintVendor(demonstrationVendor(activationDir)),
  });
  if (!(await shareRegisterInForce(pool))) makePassphrases(script);
  return readScript(script);
}
