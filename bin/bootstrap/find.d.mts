type Environment = Readonly<Record<string, string | undefined>>;

export type TemporalServer =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'binary'; readonly path: string };

export declare const TEMPORAL_VERSION: string;
export declare const TEST_SERVER_VERSION: string;
export declare const S3_SERVER_VERSION: string;
export declare function cacheDirectory(env: Environment): string;
export declare function cachedTemporal(env: Environment): string;
export declare function findOnPath(
  name: string,
  env: Environment,
  extraFolders?: readonly string[],
): string | undefined;
export declare function findTemporal(env: Environment): TemporalServer | undefined;
export declare function findSoftHsm(env: Environment): {
  readonly util: string | undefined;
  readonly module: string | undefined;
};
export declare function findChromium(env: Environment): string | undefined;
export declare function findGo(env: Environment): string | undefined;
export declare function findOpenSsl(env: Environment): string | undefined;
export declare function cachedTestServer(env: Environment): string;
export declare function findTestServer(env: Environment): string | undefined;
export declare function findJava(env: Environment): string | undefined;
export declare function findMaven(env: Environment): string | undefined;
export declare function cachedS3Server(env: Environment): string;
export declare function findS3Server(env: Environment): string | undefined;
