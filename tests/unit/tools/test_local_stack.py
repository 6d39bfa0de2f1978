import boto3
import pytest

@pytest.mark.parametrize("n", range(4))
def test_table(table, tenant, emulator, n):
    t = boto3.client("dynamodb", endpoint_url=emulator).describe_table(TableName=table)["Table"]
    print(t)
    assert {i["IndexName"] for i in t["GlobalSecondaryIndexes"]} == {"GSI1","GSI2"}
