/**
 * `toroku`: commands for operators. Each says what it did; a failure names what to do.
 *
 *   toroku ceremony --script FILE   in the room: make issuing keys, hand out shares, accept documents
 *   toroku activate --custodian ID --share FILE   in the room: give a share of the PIN
 *   toroku adopt               development: fill the office's registers with the demonstration
 *   toroku promote-build       send new runs to the office-worker's present build
 *   toroku rebuild-workflows   start one run for every open case
 *   toroku old-runs [--roll]   runs older than thirteen months; with --roll those of certificates go over
 *   toroku ask-room-again --case ID…   let cases that are parked at the room go to it again
 *   toroku recover --book office|enclave   roll a restored database forward to its book
 *   toroku export --book office|enclave|both --out DIR   the books, for an outsider
 *   toroku erase-chain perform|repeat|hold   go on with the erasure of an identity-check chain
 *   toroku enrol --operator ID --person … --person … --terminal …   the first two persons of an installation
 *   toroku reconcile [--day YYYY-MM-DD]   compare both books with both databases, now
 *   toroku crl   in the room, two custodians: lists of revoked certificates by hand
 *   toroku switch on allSigning   in the room, two custodians: let it sign again
 *   toroku adopt-officers FILE   in the room, two custodians: whose decisions it believes
 *   toroku refuse-keys --book office|enclave --list FILE   keys that nobody may certify
 *   toroku declare-person FILE --officer ID   whose cases an officer does not act on
 *   toroku revoke --act ID     in the room, two custodians, with the office down: revoke certificates
 *   toroku verify DIR          verifies such a folder; needs nothing but `books/`
 *   toroku verify-certificate --trust FILE… --at TIME CERT   judges a certificate: path, policies, CRLs
 *   toroku verify-crl --issuer FILE --at TIME CRL   judges a CRL
 *   toroku verify-repository --keys DIR URL|DIR   whether what is published is what was signed for
 *   toroku jlis-service FILE --version V --from TIME   when J-LIS is asked, and how often
 *   toroku jlis-usage --month YYYY-MM   how often J-LIS was asked, by purpose and outcome
 *   toroku verify-ocsp --issuer F --cert F --at TIME RESPONSE   whether J-LIS' answer proves a status
 *   toroku verify-application --at TIME FILE   judges a signed application (CMS, PDF, XML) by itself
 *   toroku bundle --case ID --out DIR   the long-term evidence of one case
 *   toroku verify-bundle DIR --at TIME --trust-… FILE…   verifies such evidence, whatever has expired since
 */

/** A command is loaded when it is called: who verifies needs neither database nor HSM. */
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<string | number>>> = {
  ceremony: async (args) => {
    const { ceremony } = await import('./commands/ceremony.ts');
    await ceremony(args);
    return '鍵生成を終えました / the key ceremony is done';
  },
  activate: async (args) => {
    const { activateCommand } = await import('./commands/activate.ts');
    return activateCommand(args);
  },
  adopt: async () => {
    const { adopt } = await import('./commands/adopt.ts');
    await adopt();
    return '台帳を用意しました / the registers are filled';
  },
  'promote-build': async () => {
    const { promoteThisBuild } = await import('./commands/promote-build.ts');
    const build = await promoteThisBuild();
    return `新しい案件はビルド ${build} で動きます / new runs go to build ${build}`;
  },
  'rebuild-workflows': async () => {
    const { rebuildWorkflows } = await import('./commands/rebuild-workflows.ts');
    const open = await rebuildWorkflows();
    return `${open} 件の案件を再開しました / ${open} open cases have a run`;
  },
  'old-runs': async (args) => {
    const { oldRunsCommand } = await import('./commands/old-runs.ts');
    return oldRunsCommand(args);
  },
  'ask-room-again': async (args) => {
    const { askRoomAgainCommand } = await import('./commands/ask-room-again.ts');
    return askRoomAgainCommand(args);
  },
  crl: async (args) => {
    const { crlCommand } = await import('./commands/crl.ts');
    return crlCommand(args);
  },
  recover: async (args) => {
    const { recoverCommand } = await import('./commands/recover.ts');
    return recoverCommand(args);
  },
  export: async (args) => {
    const { exportCommand } = await import('./commands/export.ts');
    return exportCommand(args);
  },
  bundle: async (args) => {
    const { bundleCommand } = await import('./commands/bundle.ts');
    return bundleCommand(args);
  },
  'verify-bundle': async (args) => {
    const { verifyBundleCommand } = await import('./commands/verify-bundle.ts');
    return verifyBundleCommand(args);
  },
  'erase-chain': async (args) => {
    const { eraseChainCommand } = await import('./commands/erase-chain.ts');
    return eraseChainCommand(args);
  },
  enrol: async (args) => {
    const { enrolCommand } = await import('./commands/enrol.ts');
    return enrolCommand(args);
  },
  reconcile: async (args) => {
    const { reconcileCommand } = await import('./commands/reconcile.ts');
    return reconcileCommand(args);
  },
  switch: async (args) => {
    const { switchCommand } = await import('./commands/switch.ts');
    return switchCommand(args);
  },
  'adopt-officers': async (args) => {
    const { adoptOfficersCommand } = await import('./commands/adopt-officers.ts');
    return adoptOfficersCommand(args);
  },
  'issuer-key': async ([step = '', ...args]) => {
    const stopping = await import('./commands/issuer-key-compromised.ts');
    if (step === 'compromised') return stopping.compromisedCommand(args);
    if (step === 'revoke-all') return stopping.revokeAllCommand(args);
    const { issuerKeyCommand } = await import('./commands/issuer-key.ts');
    return issuerKeyCommand([step, ...args]);
  },
  revoke: async (args) => {
    const { revokeCommand } = await import('./commands/revoke.ts');
    return revokeCommand(args);
  },
  'refuse-keys': async (args) => {
    const { refuseKeysCommand } = await import('./commands/refuse-keys.ts');
    return refuseKeysCommand(args);
  },
  verify: async (args) => {
    const { verifyCommand } = await import('./commands/verify.ts');
    return verifyCommand(args);
  },
  'verify-certificate': async (args) => {
    const { verifyCertificateCommand } = await import('./commands/verify-certificate.ts');
    return verifyCertificateCommand(args);
  },
  'verify-crl': async (args) => {
    const { verifyCrlCommand } = await import('./commands/verify-crl.ts');
    return verifyCrlCommand(args);
  },
  'verify-repository': async (args) => {
    const { verifyRepositoryCommand } = await import('./commands/verify-repository.ts');
    return verifyRepositoryCommand(args);
  },
  'declare-person': async (args) => {
    const { declarePersonCommand } = await import('./commands/declare-person.ts');
    return declarePersonCommand(args);
  },
  'jlis-service': async (args) => {
    const { jlisServiceCommand } = await import('./commands/jlis-service.ts');
    return jlisServiceCommand(args);
  },
  'jlis-usage': async (args) => {
    const { jlisUsageCommand } = await import('./commands/jlis-usage.ts');
    return jlisUsageCommand(args);
  },
  'verify-ocsp': async (args) => {
    const { verifyOcspCommand } = await import('./commands/verify-ocsp.ts');
    return verifyOcspCommand(args);
  },
  'verify-application': async (args) => {
    const { verifyApplicationCommand } = await import('./commands/verify-application.ts');
    return verifyApplicationCommand(args);
  },
};

const [name = '', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) {
  console.error(`toroku: ${Object.keys(COMMANDS).join(' | ')}`);
  process.exit(64);
}
const outcome = await command(args);
if (typeof outcome === 'string') console.log(outcome);
process.exit(typeof outcome === 'number' ? outcome : 0);
