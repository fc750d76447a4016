import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

/** What is used of esbuild. */
interface Builder {
  buildSync(options: {
    readonly entryPoints: readonly string[];
    readonly bundle: true;
    readonly write: false;
    readonly format: 'esm';
    readonly target: string;
    readonly charset: 'utf8';
    readonly logLevel: 'silent';
  }): { readonly outputFiles: readonly { readonly text: string }[] };
}

/** Code for a browser, with the name under which it never changes. */
export interface BrowserCode {
  readonly body: string;
  /** Hexadecimal, of the code's hash. */
  readonly version: string;
}

/** Browsers of the last years: what is asked of them, WebCrypto and IndexedDB, they have. */
const TARGET = 'es2022';

/** The builder with which `tsx` makes JavaScript of everything that runs here: one compiler, and no package more. */
function builder(): Builder {
  const ofTsx = createRequire(createRequire(import.meta.url).resolve('tsx/package.json'));
  return ofTsx('esbuild') as Builder;
}

/**
 * Makes one ES module for browsers out of a TypeScript file and what it imports. Takes some tens of milliseconds, so
 * it is done when a program starts or first needs it, and nothing has to be built before.
 */
export function bundleForBrowser(entryPath: string): BrowserCode {
  const { outputFiles } = builder().buildSync({
    entryPoints: [entryPath],
    bundle: true,
    write: false,
    format: 'esm',
    target: TARGET,
    charset: 'utf8',
    logLevel: 'silent',
  });
  const body = outputFiles[0]?.text ?? '';
  return { body, version: createHash('sha256').update(body).digest('hex').slice(0, 12) };
}
