/** Style sheets that the bundler takes in. */
declare module "*.css";
declare module "@fontsource-variable/inter";
