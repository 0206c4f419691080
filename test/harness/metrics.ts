/**
 * What a server of the tests measures.
 *
 * @module
 */

/** For servers that the tests start. */
export const metricsToken = "a-token-for-metrics-alone";

/** As Prometheus reads it. */
export async function metricsTextOf(url: string): Promise<string> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`);
  return response.text();
}

/** Every series by its name and labels, as it is printed: `couplet_closed_total{what="room",reason="rate"}`. */
export async function seriesOf(url: string): Promise<ReadonlyMap<string, number>> {
  const lines = (await metricsTextOf(url)).matchAll(/^([a-z_]+(?:\{.*\})?) (\S+)$/gmu);
  return new Map([...lines].map(([, name = "", value]) => [name, Number(value)]));
}
